"""How a text becomes numbered sections: `outline.outline` is the door."""
