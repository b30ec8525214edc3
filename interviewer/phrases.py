"""Phrases: how candidates word their wishes, and the small language that these are written in. Data and its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interviewer.events import Intent

SPELLINGS = {
    r"\b(do|does|did|is|are|was|have|has|could|would|should|wo|ca)n ?t\b": r"\1n't",
    r"\b(do|does|did|is|are|was|have|has|could|would|should) not\b": r"\1n't",
    r"\bcan ?not\b": "can't",
    r"\bi am\b|\bim\b": "i'm",
    r"\bi would\b": "i'd",
    r"\bi have (?=never|no|not|nothing)|\bive\b": "i've ",
    r"\b(that|what|it) is\b|\b(that|what)s\b": r"\1\2's",
    r"\blet us\b|\blets\b": "let's",
    r"\bidk\b": "i don't know",
    r"\b(?:i )?dunno\b": "i don't know",
    r"\b(?:min|mins|minutes|moment|moments|sec|secs|seconds|second)\b": "minute",
    r"\ba (?:while|break|pause|breather)\b": "a minute",
    r"\b(?:response|solution|reply)\b": "answer",
    r"\b(?:clue|tip|pointer|nudge|hint)s?\b": "hint",
    r"\b(?:correct|ideal|perfect|best|strong|model|sample|proper|expected|great|better)\b": "good",
}
"""Ways of writing that are made one."""

POLITE = """
    please, pls, plz, sorry, thanks, thank you, ok, okay, um, uh, hmm, er, well, hi, hello, hey, oh, ah, honestly, frankly,
    actually, really, quite, just, maybe, perhaps, simply, quickly, absolutely, even, exactly, sure, alright, totally, kindly,
    possibly, personally, to be honest, if possible, if i may, if that's ok, if you don't mind, i'm afraid, for me, right now,
    for now, at the moment, i think, i guess, a bit, a little, at all, here, today, excuse me, before i (?:start|begin|answer),
    (?:i have )?(?:a|one)(?: (?:quick|short))? question(?: first| though)?
"""
ASKING = """
    (?:can|could|may|might|would|will|shall|should) (?:you|we|i), let's, let me, i'd (?:like|love|prefer|want) to,
    i (?:want|wish|need|have) to, i'd rather, i'll, i'm going to, we (?:can|could|should), do you mind if (?:we|i),
    (?:is|would) it (?:be )?(?:fine|possible) (?:to|if (?:we|i|you)), would you mind, and, so, but
"""
REFERENCE = r"(?:(?:the|this|that|your|my)(?: last| whole)? (?:question|one|task|topic|part|case|problem)|this|that|it|these|question)"

WISHES: Mapping[Intent, str] = {
    "abusive": """
        (fuck|screw|damn|piss|bugger) * / shut up * / go to hell * / kill yourself * / (bullshit|shit|crap|wtf) * / i hate you *
        (you|you're|you are|u r|what) (a|an|such a|such|so|fucking|all)? ?(idiot|stupid|dumb|moron|useless|pathetic|asshole|bastard|bitch|suck|incompetent|clown|garbage|trash|worthless)(s|es)? *
        (stupid|dumb|useless|idiotic|fucking|bloody|damn) (bot|machine|question|interview|thing|ai|program|robot|software|computer)s? *
        (idiot|moron|asshole|bastard|bitch)s? * / (_|this interview|this bot|this thing)('s| is) (a|so|such|just)? ?(stupid|dumb|idiotic|bullshit|crap|shit|garbage|pathetic|fucking) *
    """,
    "stop": """
        (stop|end|finish|quit|exit|cancel|abort|wrap up|conclude|break off|leave) _ / (stop|end|finish|quit|exit|cancel|leave|wrap up) _ (now|there|early|up)
        (stop|end|finish|quit|exit|cancel|abort|leave|wrap up|conclude) (the|this|our|my) (interview|session|stage|call|conversation|round|practice|drill) (now|early|there)?
        call it a day / stop interviewing * / i'm (done|finished|through|out) with (this|the interview|_) / i don't (want|wish) to (continue|go on|do this) * / i (need|have|want|must) to (go|leave) *
        (go|leave) now / i quit / i've had enough * / that's enough * / (good ?)?bye * / i'm leaving * / no more questions / stop asking *
    """,
    "skip": """
        skip _ / skip _ (and|to|then) * / (pass over|leave out|jump over) _ / (move|go|carry|continue|proceed) on / (continue|proceed)
        (move|go|get|jump|skip|continue|proceed|carry|switch)( on| over| ahead| straight)? (to|with) (the next|another|something else|a different|the following) *
        (move|go) on from _ / (the )?next (one|question|topic|task)? / (another|a different|some other) (one|question) _ / (have|get|take|try|ask|ask me|give me) (another|a different|the next) (one|question) _
    """,
    "example": """
        what('s|'d| would| was| could| should| does)( be)? (a|an|the|your)? ?(good|right) answer *
        what('s|'d| would| was| could| should) (a|an|the|your)? ?(good|right) one (be|look like|sound like) * / what('s|'d| would| was) (the|your) answer *
        (tell|show|give)( me)? (the|an|a|your|some)? ?(good|right|full|actual)? ?(answer|example)s? *
        how (would|should|could|do|does) (you|one|somebody|someone|a good candidate|an expert) (answer|respond|reply) *
        what( answer)? (are|were) you (looking for|expecting|hoping for|after) * / what (did|do) you want to hear * / what should i (say|have said|answer) * / (just )?(tell|give) me
        (see|hear|get|have) (the|a|an) (good|right)? ?(answer|example) * / (an )?example / example answer
    """,
    "hint": """
        (give me|give|have|get|take|need|use|want|i need|i want|i'd like|i'd|do you have|is there|are there|any|offer)( me)? (a|an|any|some|the|another|one more|more)? ?(small|first|next|last|tiny)? ?(hint|help|guidance) *
        (a|an|any|some|another|one more|the next)? ?(small|next)? ?hint / help( me)?( out)?( with)? _ / i'm (stuck|completely stuck|kind of stuck) * / where (should|do|would|can) i (start|begin) *
        point me in * direction *
    """,
    "rephrase": """
        what do you mean( by| with)? _ / (rephrase|reword|reformulate|paraphrase|clarify|simplify) _ * / how do you mean *
        (explain|put|say|ask|word|phrase|express|state)( me)? _ (differently|more simply|more clearly|simpler|another way|in (other|different|simpler|simple|plain|easier) (words|terms|english|language)|(in )?(another|a different|an easier|a simpler) way) *
        explain _( to me| again| more| further| better)? / i (don't|didn't|can't)( fully)? (understand|follow|get|see|grasp) _ / i (don't|didn't) (understand|follow|get|see) what * / i'm (confused|lost)( by| about)? _
        i'm (not|unsure|n't) ?(sure|clear)? (what you|what _|about what|i understand) * / i don't know what you (mean|are asking|want) * / (_|that's|it's|_ is) (unclear|not clear|confusing|vague|too vague|ambiguous) *
        what (are you|is _) (asking|getting at|talking about) * / what does _ mean / in other words / huh / unclear / meaning
    """,
    "repeat": """
        (repeat|read|say|ask|state|hear|get)( me)? _ (again|once more|once again|one more time|another time|a second time|out loud) / repeat _ (for me)? / repeat what you *
        (what's|what was|remind me of|remind me what) _( again| was| once more)? / (what's|what was) (that|it) again / what (did you|was it you) (say|ask|said|asked) * / come again / pardon( me)? / what / (i )?beg( your)? pardon / say what / once more / one more time / again
        i (didn't|couldn't|missed) ?(catch|hear|read|get)? _ / i didn't (catch|hear|get) (you|what) * / _ again / i('ve)?( have)? (forgot|forgotten|lost) _ / where were we
    """,
    "decline": """
        (i )?(don't|didn't|can't|couldn't|wouldn't|doesn't) (know|remember|recall|answer|say|tell|think of|come up with|have an answer|have any|have an example|have an idea|have experience) *
        (i have |i've |i've got |i got |there's )?(no|not any|zero) (idea|hint|answer|comment|example|experience|opinion|knowledge) * / (i have|i've|i've got) nothing * / nothing( else| more| further| to add)? *
        i'm not( too| so| that)? (sure|certain|familiar|comfortable|willing|prepared|ready|an expert) * / not( so| too)? (sure|certain|my area|my field|familiar) * / that's (all|it|everything)( i have| i know| i can say| from me)? / i don't (want|wish|care) to (answer|say|talk|discuss|share) *
        pass( on)? _ / (have to|must|need to|take a) pass * / i'd rather not * / (rather )?not (say|answer|talk|discuss|share) * / beats me / don't ask me / i give up / my mind (is|went|'s) blank / i'm (drawing a )?blank
        i('ve)?( have)? (never|not|haven't|not yet|n't|didn't|don't) (used|worked|done|seen|had|heard|come across|studied|tried|met|encountered|experienced|built|been|touched|dealt|use|work|do|learned) * / (_|that) (never|hasn't) happened * / n a / none / nope
    """,
    "pause": """
        (give me|have|take|get|need|wait|hold on|hang on|i need|i want|i'd like|grab)? ?(for )?(a|an|one|two|some|another|a few|half a|a couple of|a short|a quick) minute (please)? / minute
        (give me|have|take|get|need|wait|hold on|hang on|i need|i want|i'd like|grab) (for)? (a|an|one|two|some|another|a few|half a|a couple of|a short|a quick) minute *
        (think|reflect|thinking|i'm thinking|still thinking)( about| on| of| over| through)? _ / (think|reflect)( about| on| over)? _ (for|first|a|through) * / (gather|collect) my thoughts *
        (i )?(need|have|want|take|give me)( some| more| a bit of| the)? time * / (i )?need to think * / see
        hold on * / hang on * / wait * / not yet / brb / be right back * / i'll be back * / be back * / bear with me *
    """,
}  # fmt: skip
"""What wishes sound like, in order of precedence: phrases between " / ". `_` is an optional "it" or "the question",
`*` up to eight words that do not turn the sentence into an answer, the rest are regular expressions."""

NOTHING = """
    (no|nope|none|nothing|nah|not|not for now|not yet|all) (no)? (more|further|other|else)? (questions?|good|clear|from me|from my side|thanks)? _ *
    (i )?don't (think so|have any|have further|have more) * / (i have|i've|i've got|there's) ?(no|none|nothing) * / (i'm|we're|i am) (good|fine|all|set|ok|okay|happy|clear|done) *
    (that's|that was|that'd be|that'll be) (all|it|everything|fine|good|clear) * / (you|we)( have|'ve)? (already|pretty much)? ?(covered|answered|told) * / everything('s| is| was) *
    it was (nice|good|a pleasure) * / (nice|good) (to|meeting|talking) * / (goodbye|bye|cheers|take care|have a|see you|looking forward|i appreciate) *
"""

TURN = r"(?:but|however|though|although|because|since|instead|usually|would|i'd|we|my|our|then|so)"
MORE = rf"(?:(?: |^)(?!{TURN}\b)[\w'%]+){{0,8}}"


def alternatives(listed: str) -> str:
    """Phrases with commas between them as one regular expression, longer ones first."""
    return "|".join(sorted(re.split(r",\s+", listed.strip()), key=len, reverse=True))


def pattern(phrases: str) -> re.Pattern[str]:
    """Phrases of the small language above as one regular expression."""
    each = [p.strip() for line in phrases.strip().splitlines() for p in line.split(" / ")]
    regexes = [re.sub(r" ?\*", lambda _: MORE, _optional(p)) for p in each]
    return re.compile("|".join(f"(?:{regex.strip()})" for regex in regexes))


def _optional(phrase: str) -> str:
    """The phrase with its "_" and its "(...)?" free to be left out, with the space before them."""
    phrase = re.sub(r" \(([^()]+)\)\?", r"(?: (?:\1))?", phrase)
    return re.sub(r" ?(?<![\w'])_(?![\w])", f"(?: ?{REFERENCE})?", phrase)
