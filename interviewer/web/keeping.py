"""What the candidate keeps: everything to take away, files to bring in, and the way to delete it all. Plain HTML."""

from __future__ import annotations

EVERYTHING = """
<section class="keep"><h2>Take everything away</h2>
<p>One file that another machine can take in: <a href="sessions/all.json" download>all interviews (JSON)</a>.<br>
To read without this program: <a href="sessions/all.zip" download>each interview as Markdown, PDF and JSON (ZIP)</a>.</p></section>
<section class="keep"><h2>Bring interviews in</h2>
<p><label for="import-file">Choose the JSON file of one interview or of all. It is checked first: all of it is taken in, or nothing.</label></p>
<p><input type="file" id="import-file" accept=".json,application/json" multiple></p>
<p id="import-said" role="status"></p></section>
"""
"""The script of the page sends the file; see history.js."""

GOODBYE = """
<section class="keep"><h2>Delete</h2>
<p>One interview is deleted where you read it. Deleting all removes every interview from the disk, with the copies that were
moved aside after damage; there is no undo.</p></section>
"""
