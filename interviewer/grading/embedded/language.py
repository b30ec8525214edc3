"""Which language an answer is in, by its commonest words: enough to say what this judge does not read."""

from __future__ import annotations

import re

ENGLISH = frozenset(
    """the and of to is that it for with as was we they this have from or by not but what all were when your can there
    would which their will if about how because then them these so than its also into only i'd my you i""".split()  # noqa: SIM905 - a list of words reads best as text
)
_COMMON = {
    "German": "der die das und ist nicht ich wir ein eine mit für auf dem den zu von sich auch werden dass oder",
    "French": "le la les des est une nous dans pour pas que qui sur avec et du au par cette sont ce je ont été",
    "Spanish": "el los las una que en por con para es del se como más pero fue lo y un nos su este cuando",
    "Portuguese": "os as uma que em por com para é do da não como mais mas foi o e um se dos na no nosso quando",
    "Italian": "il gli una che di per con è del della non come più ma sono la e un si abbiamo nel anche",
    "Dutch": "de het een en van is dat niet met voor op zijn we ik wordt om aan ook naar bij maar er hebben",
    "Polish": "i w nie na się z że do jest jak to był dla po przez od co oraz są który ale mnie tym",
    "Swedish": "och att det som en är på för med av till inte vi den har jag ett om från var kan så",
    "Danish": "og at det som en er på for med af til ikke vi den har jeg et om fra var kan så der",
    "Turkish": "ve bir bu için ile da de çok olarak daha en ama sonra kadar gibi olan biz var değil her",
    "Romanian": "și de la în cu pe nu este un o care pentru din sau mai că se am fost au prin dar",
    "Czech": "a v na je se že to s z do jsme pro jako ale by od po jsem tak která nebo bylo aby",
    "Finnish": "ja on ei se että oli me kun niin mutta myös tai ovat joka sitten olen kuin sen jos",
    "Hungarian": "a az és hogy nem egy is volt meg ez de csak mint már el azt ha vagy még majd",
    "Indonesian": "yang dan di untuk dengan ini dari pada kami tidak adalah itu saya dalam akan ke juga oleh",
    "Vietnamese": "và của là có không được cho một các trong với để chúng tôi này khi đã những",
}
OTHERS = {name: frozenset(common.split()) - ENGLISH for name, common in _COMMON.items()}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SCRIPT_SHARE = 0.3
MIN_WORDS = 6
COMMON, IN_A_SENTENCE = 0.1, 0.25
"""A sentence is short, and notes in English have few common words, so it must have more of another language's."""
FOREIGN_SHARE = 0.25
"""An answer of which so many words are in another language would get a low mark for what was not read. Of 1,085 answers in
English (tune, bank, training) none has as many."""
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def unread(text: str) -> str:
    """The language that much of a text is in and that this judge does not read, or "".

    >>> unread("I would start with the costs. Danach würde ich die Schwelle so setzen, dass es sich lohnt.")
    'German'
    """
    if whole := foreign(text):
        return whole
    found = [
        (foreign(sentence, IN_A_SENTENCE), len(_LETTERS.findall(sentence)))
        for sentence in _SENTENCE.split(text)
    ]
    others = [(language, n) for language, n in found if language]
    share = sum(n for _, n in others) / max(sum(n for _, n in found), 1)
    return others[0][0] if others and share >= FOREIGN_SHARE else ""


def foreign(text: str, common: float = COMMON) -> str:
    """The language of a text that is not English ("another script" for one this judge cannot spell), or "".

    common: this share of its words must be common ones of that language
    """
    found = [word.lower().replace("’", "'") for word in _LETTERS.findall(text)]
    letters = "".join(found)
    if letters and sum(ord(char) > 0x24F for char in letters) > SCRIPT_SHARE * len(letters):
        return "another script"
    if len(found) < MIN_WORDS:
        return ""
    english = sum(word in ENGLISH for word in found)
    name, count = max(((n, sum(w in c for w in found)) for n, c in OTHERS.items()), key=lambda pair: pair[1])
    return name if count > english and count >= common * len(found) else ""
