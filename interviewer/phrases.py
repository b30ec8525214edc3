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
    r"\b(?:don't|do not) think i can\b": "can't",
    r"\bhaven't (?:a|any|the) (?:clue|idea)\b|\b(?:not a|without a) clue\b": "have no idea",
    r"\bidk\b": "i don't know",
    r"\b(?:thx|ty|tnx|thanx|tks)\b": "thanks",
    r"\bnxt\b": "next",
    r"\br u\b": "are you",
    r"\bu\b": "you",
    r"\bwhats\b": "what's",
    r"\b(?:i )?dunno\b": "i don't know",
    r"\b(?:min|mins|minutes|moment|moments|sec|secs|seconds|second)\b": "minute",
    r"\ba (?:while|break|pause|breather)\b": "a minute",
    r"\b(?:response|solution|reply)\b": "answer",
    r"\b(?:clue|tip|pointer|nudge|push|hint)s?\b|\b(?:a )?bit of (?:guidance|help)\b": "hint",
    r"\bmin(?:ute)? or two\b|\bfew moments\b": "minute",
    r"\b(?:correct|ideal|perfect|best|strong|model|sample|proper|expected|great|better)\b": "good",
}
"""Ways of writing that are made one."""

POLITE = """
    please, pls, plz, sorry, thanks, thank you, ok, okay, um, uh, hmm, er, well, hi, hello, hey, oh, ah, honestly, frankly,
    actually, honestly, sadly, unfortunately, to be fair, truthfully, really, quite, just, maybe, perhaps, simply, quickly, absolutely, even, exactly, sure, alright, totally, kindly,
    possibly, personally, to be honest, if possible, if i may, if that's ok, if you don't mind, i'm afraid, for me, right now,
    for now, at the moment, i think, i guess, a bit, a little, at all, here, today, excuse me, before i (?:start|begin|answer),
    (?:i have )?(?:a|one)(?: (?:quick|short))? question(?: first| though)?
"""
ASKING = """
    (?:can|could|may|might|would|will|shall|should) (?:you|we|i), let's, let me, i'd (?:like|love|prefer|want) to,
    i (?:want|wish|need|have) to, i'd rather, i'll, i'm going to, we (?:can|could|should), do you mind if (?:we|i), are we able to, how about we, why don't we, shall i, i'd appreciate it if you could, could you please,
    (?:i )?(?:have|must|need) to (?:admit|say|confess)(?: that)?, mind if (?:we|i), would it be (?:ok|okay|alright) (?:to|if (?:we|i)), (?:is|would) it (?:be )?(?:fine|possible) (?:to|if (?:we|i|you)), would you mind, and, so, but
"""
REFERENCE = r"(?:(?:the|this|that|your|my)(?: last| whole)? (?:question|one|task|topic|part|case|problem)|this|that|it|these|question)"

WISHES: Mapping[Intent, str] = {
    "abusive": """
        (fuck|screw|damn|piss|bugger) * / shut up * / go to hell * / kill yourself * / (bullshit|shit|crap|wtf) * / i hate you *
        get lost / (shut|close) your (mouth|trap) * / what a (waste of time|joke|stupid|dumb|crap|load) * / (you|you're) (a|an|the)? ?(absolute|complete|total|utter|fucking|biggest|worst|real)? ?(idiot|moron|fool|clown|joke|loser|jerk|asshole) *
        (you|you're|you are) (so|very|really|such an|just)? ?(annoying|dumb|stupid|useless|pathetic|terrible|awful|worthless|incompetent|ridiculous) * / (this|the|your) (bot|thing|interview|app|program|machine|question|tool)('s| is)? (a|so|just|totally|completely|such a)? ?(useless|stupid|dumb|garbage|trash|pathetic|crap|shit|bullshit|ridiculous|idiotic|joke|waste) *
        (you|you're|you are|u r|what) (a|an|such a|such|so|fucking|all)? ?(idiot|stupid|dumb|moron|useless|pathetic|asshole|bastard|bitch|suck|incompetent|clown|garbage|trash|worthless)(s|es)? *
        (stupid|dumb|useless|idiotic|fucking|bloody|damn) (bot|machine|question|interview|thing|ai|program|robot|software|computer)s? *
        (idiot|moron|asshole|bastard|bitch)s? * / (_|this interview|this bot|this thing)('s| is) (a|so|such|just)? ?(stupid|dumb|idiotic|bullshit|crap|shit|garbage|pathetic|fucking) *
    """,
    "stop": """
        (stop|end|finish|quit|exit|cancel|abort|wrap up|conclude|break off|leave) _ / (stop|end|finish|quit|exit|cancel|leave|wrap up) _ (now|there|early|up)
        (stop|end|finish|quit|exit|cancel|abort|leave|wrap up|conclude) (the|this|our|my) (interview|session|stage|call|conversation|round|practice|drill) (now|early|there)?
        call it a day * / i'm done (here|for today|for now) / i (have|ve|'ve|got|have got) another (appointment|meeting|call) * / (stop|end|finish|break off|wrap up|leave it|break) (here|now|there|it here|it there|this here|early|up)
        (i )?(can't|couldn't) (continue|go on|carry on)( any more| anymore| today| now)? / (going to|want to|have to|need to|got to|must) (stop|quit|leave|go|finish|end)( now| here| soon)? / i (must|gotta|have got to|'ve got to|should) (go|leave|stop|run)( now| soon| here)? / no more (for today|please|of this) / this is enough * / enough (for today|of this|now)
        call it a day / stop interviewing * / i'm (done|finished|through|out) with (this|the interview|_) / i don't (want|wish) to (continue|go on|do this) * / i (need|have|want|must) to (go|leave)( now| soon| here)?
        (go|leave) now / i quit( now)? / i've had enough * / that's enough * / (good ?bye|goodbye|bye) * / i'm leaving * / no more questions / stop asking *
    """,
    "who": """
        are you( a| an| the)?( real| actual)? (ai|bot|robot|human|human being|person|machine|computer|program|real|chatbot|chatgpt|gpt|llm|language model)( or)?( a| an)?( human| person| bot| ai| machine| real| robot)? / who (are you|is this|is there|is asking) / who am i (talking|speaking|chatting) (to|with)
        am i (talking|speaking|chatting) (to|with) (a|an|the) (ai|bot|robot|human|person|machine|computer|program|real person)( or)?( a| an)?( human| person| bot| ai| machine| robot)? / is (this|it|that|there) (a|an)? ?(ai|bot|robot|real person|person|human|machine|real interview|real|automated|recorded|being recorded)( here| there)? / what('s| is) your name / what are you / is (anybody|anyone|somebody|someone) (there|listening|reading)( this| along)?
    """,
    "standing": """
        how (am i|i'm|did i|have i been|was i) (doing|do|done)( so far| until now| till now| there| on _)? / how('s| is) (it|this|that) (going|looking)( so far)? / how (was|is) (that|_|my answer)( so far)? / (was|is) (that|_|my answer) (ok|okay|alright|fine|right|good|wrong|enough|sufficient|what you (wanted|meant|expected|need))( so far)?
        (what|how)('s| is| was| are| were) (my|the) (score|grade|rating|mark|result|chances|feedback)s?( so far| like)? / what (score|grade|mark|rating) (did|do|would|will) i (get|have|be given)( so far)? / did i (pass|fail|do well|get _ right|answer _ (right|well)) / (am|was) i (right|wrong|good|close|on track|on the right track) / (tell|give|show) me (my|the|some) (score|grade|feedback|rating|mark)( so far)?
    """,
    "course": """
        how (many|much)( more| other)? (questions|time)( are| is| do i| do we)?( there| have)?( left| remaining| to go| to come| still to come)?( in (this|the) (interview|stage|round))? / how much longer( is _| does _ take)? / how long (does|will|is) (this|the|this whole|the whole) (interview|stage|round|session|conversation|part)( take| last| be| go on)?
        (do|start|begin|jump|skip|go|switch|move|change)( on| over| straight)?( to| with)?( the)? (recruiter|technical|behavioral|behavioural) (one|part|stage|questions?|round|section|interview|screen)?( first| now| instead)? / what('s| is| comes) next / (are|were) (there|we) (nearly |almost )?(done|finished|through)( yet| soon)?
    """,
    "ask_away": """
        ask( you| something)( first| quickly)? / (ask|have)( you)? (a|one|another|some|any|something)? ?(quick |short )?(questions?|something)( back| first| before i (start|begin|answer)| about _)? / i('ve got| have got)? (a|one|another)( quick| short)? question( back| first| about _)? / questions? / i have (a|one|another) question
    """,
    "skip": """
        skip( straight)? (ahead|forward|past _|over _|on|along) / (do|try|take|have) (another|a different|the next) (one|question|topic) / on to the next( one| question| topic)? * / leave _ out / leave _( for (later|another time|now)| aside| be)? / not do _ / move (along|ahead|forward|past _)
        (ask|give)( me)? (something|anything) (else|different|new) * / (something|anything) (else|different) / (don't|not) (want|like) to do _ / drop _ / come back to _ later / (i'd|want to|like to|would like to)? ?(move|go) (past|on from) _ / skip to (the )?next( one| question)?
        skip _ / skip _ (and|to|then) * / (pass over|leave out|jump over) _ / (move|go|carry|continue|proceed) on / (continue|proceed)
        (move|go|get|jump|skip|continue|proceed|carry|switch)( on| over| ahead| straight)? (to|with) (the next|another|something else|a different|the following) *
        (move|go) on from _ / (the )?next (one|question|topic|task)? / (another|a different|some other) (one|question) _ / (have|get|take|try|ask|ask me|give me) (another|a different|the next) (one|question) _
    """,
    "example": """
        what('d|'s| would| should| could) (you|i|one|somebody|they)( have| 've)? (said|answered|say|answer|expect)( here| there| instead| to _)? / what( kind of| sort of)? answer (do|did|would) you (expect|want|hope for|look for|like) * / (tell|show)( me)? (what you (want|expect|are looking|were looking|hope)|how (to|you'd|i should|one should) answer) *
        what (are|were) you (hoping|expecting|wanting|looking) (to hear|for|to get) * / answer _( for me| yourself)? / (you )?(tell|show|give) me( what)? (the|a|your)( good| right| full| actual)? (answer|answers) * / (the )?(good|right) answer( please)? / how does (a|the) (good|top) (candidate|person|engineer) (answer|respond) *
        what('s|'d| would| was| could| should| does)( be)? (a|an|the|your)? ?(good|right) answer *
        what('s|'d| would| was| could| should) (a|an|the|your)? ?(good|right) one (be|look like|sound like) * / what('s|'d| would| was) (the|your) answer *
        (tell|show|give)( me)? (the|an|a|your|some)? ?(good|right|full|actual)? ?(answer|example)s? *
        how (would|should|could|do|does) (you|one|somebody|someone|a good candidate|an expert) (answer|respond|reply) *
        what( answer)? (are|were) you (looking for|expecting|hoping for|after) * / what (did|do) you want to hear * / what should i (say|have said|answer) * / (just )?(tell|give) me
        (see|hear|get|have) (the|a|an) (good|right)? ?(answer|example) * / (an )?example / example answer
    """,
    "hint": """
        (some|any|more|a little|little) help( please| here)? / (use|i could use|i can use|could use|can use|i need|need|want|i'd take|i'd like|some|a bit of|a little) (some |a bit of |a little |more |your )?(help|guidance|hint|direction|support)( here| please| with _| on _| now)? / (help|get) (me )?(get )?(started|going|unstuck|along) * / what should i (be )?(thinking about|think about|consider|look at|focus on|start with|be looking at) *
        (i )?(don't know|not sure|i'm not sure|no idea) (where|how) to (begin|start|approach|tackle) * / how (do|should|would|could) i (start|begin|approach|tackle|get started) * / (next|more|another|one more) hint * / (i'm|getting|i got) stuck * / (give|show) me (a direction|somewhere to start|where to start) * / (put|set|steer) me (on|in) * (track|direction|path)
        (give me|give|have|get|take|need|use|want|i need|i want|i'd like|i'd|do you have|is there|are there|any|offer)( me)? (a|an|any|some|the|another|one more|more)? ?(small|first|next|last|tiny)? ?(hint|help|guidance) *
        (a|an|any|some|another|one more|the next)? ?(small|next)? ?hint / help( me)?( out)?( with)? _ / i'm (stuck|completely stuck|kind of stuck) * / where (should|do|would|can) i (start|begin) *
        point me in * direction *
    """,
    "rephrase": """
        i'm not (following|with you|getting _|sure i (understood|understand|follow|get) *|clear (on|about) *) / not (sure|certain) (i|what) (understood|understand|follow|get|got|you mean) * / (_|that) (confuses|confused|puzzles|loses|lost) me * / i (have|had) (trouble|difficulty|a hard time|problems) (understanding|following|parsing|with) *
        (in )?(simpler|plainer|easier|other|plain|simple|different) (terms|words|english|language) / (_|that) (went|goes) over my head / what (exactly|precisely)? ?(do|did|does) (you|_) (mean|want)( exactly)? / what (do|did) you want (me to (say|do|talk about)|to know) * / (make|put) _ (clearer|simpler|plainer|easier) / (break|spell) _ (down|out)( for me)? / (elaborate|expand)( on)? _
        i (don't|didn't|can't) (quite )?(see|get|know|grasp|understand) (what|where) you('re| are) (asking|after|getting at|going with _|going) * / (i'm )?(lost|confused) * / you('ve)? (lost|confused) me * / (this|that|it)('s| is) (confusing|unclear|hard to follow|hard to understand) * / (i'm )?not getting _
        what do you mean( by| with)? _ / (rephrase|reword|reformulate|paraphrase|clarify|simplify) _ * / how do you mean *
        (explain|put|say|ask|word|phrase|express|state)( me)? _ (differently|more simply|more clearly|simpler|another way|in (other|different|simpler|simple|plain|easier) (words|terms|english|language)|(in )?(another|a different|an easier|a simpler) way) *
        explain _( to me| again| more| further| better)? / i (don't|didn't|can't)( fully)? (understand|follow|get|see|grasp) _ / i (don't|didn't) (understand|follow|get|see) what * / i'm (confused|lost)( by| about)? _
        i'm (not|unsure|n't) ?(sure|clear)? (what you|what _|about what|i understand) * / i don't know what you (mean|are asking|want) * / (_|that's|it's|_ is) (unclear|not clear|confusing|vague|too vague|ambiguous) *
        what (are you|is _) (asking|getting at|talking about) * / what does _ mean / in other words / huh / unclear / meaning
    """,
    "repeat": """
        (run|go) (_ by me|over _|through _) (again|once more|one more time) / (restate|reread|re-read|re read|repeat|replay) _ * / repeat(ing)? _ / (mind|would you mind|you mind) repeating _ * / (i )?(missed|lost|forgot|forgotten)( track| what you asked| what you said| what _ was| _)( of _)? * / what (were|are|was) (you|_) (asking|saying)( me)? (again|just now|there) / (what|which) (was|is) _( again)? / what (did you|you) (just )?(ask|say|asked|said)( me)? *
        (i )?(wasn't|was not|didn't) (listening|listen|paying attention|pay attention|hear|hearing|catch|catching|with you) * / again / (say|read|ask|give|tell)( me)? _ (again|one more time|once again|once more|another time) / (could|can) you (please )?repeat / didn't (catch|hear|get) _ / your question (again|once more) / what('s|'d| was| is) (the|your|my) question *
        (repeat|read|say|ask|state|hear|get)( me)? _ (again|once more|once again|one more time|another time|a second time|out loud) / repeat _ (for me)? / repeat what you *
        (what's|what was|remind me of|remind me what) _( again| was| once more)? / (what's|what was) (that|it) again / what (did you|was it you) (say|ask|said|asked) * / come again / pardon( me)? / what / (i )?beg( your)? pardon / say what / once more / one more time / again
        i (didn't|couldn't|missed) ?(catch|hear|read|get)? _ / i didn't (catch|hear|get) (you|what) * / _ again / i('ve)?( have)? (forgot|forgotten|lost) _ / where were we
    """,
    "decline": """
        (_|that one|this one|that|this)('s| is) (beyond|above|outside|out of|not in|not|over) (me|my (area|field|league|depth|head|expertise|experience|knowledge|wheelhouse|pay grade|remit)|something i) * / (i'm |it's )?(out of|beyond|outside|not in|not within) my (depth|league|area|field|experience|expertise|knowledge|comfort zone) *
        (i )?(never|haven't|didn't|have never|'ve never|hadn't)( really| ever)? (came|come|ran|run|seen|saw|had|heard|did|done|worked|used|dealt|encountered|experienced|faced|met|looked|touched|been|tried) (across|into|with|on|of|to|in|at|a|an|any|that|this|it|such|anything) * / (it's |that's )?not (something|anything|one|a thing) (i|that i|i've|that i've) * / you('ve)? got me (there|on _|with _)
        (i'd |i would |i |would |'d )?(prefer|rather)( to)? not( to)? * / not (go|get) into (that|this|it) * / (i )?(don't|do not|wouldn't) feel (comfortable|able|qualified) * / i (don't|didn't) have (a|an|any|the|much|enough) (good |real |proper |ready |concrete |specific )?(example|answer|experience|idea|story|opinion|knowledge|insight) * / (i )?can't help (you )?(there|with _|on _) * / (i )?(have to|must|need to|will|'ll|'d have to|i'd have to|i'll have to|going to have to) pass * / pass / (i'm )?(stumped|clueless|at a loss) *
        i (could|can) only guess / (your guess|you know) * better * / (nothing|no example|no story|no answer|no idea)( really)? (comes|springs|to) * / i (don't|do not) (do|use|work with|deal with|touch) _ / i (wouldn't|would not) know * / i (really )?(couldn't|can't|wouldn't) (say|tell|answer|comment|help)( you)? * / (i )?(lack|don't have) (the )?(experience|knowledge|background) * / (i'm )?(not|n't) (the right person|qualified|able to (answer|say)|in a position) *
        (i )?(don't|didn't|can't|couldn't|wouldn't|doesn't) (know|remember|recall|answer|say|tell|think of|come up with|have an answer|have any|have an example|have an idea|have experience) *
        (i have |i've |i've got |i got |there's )?(no|not any|zero) (idea|hint|answer|comment|example|experience|opinion|knowledge) * / (i have|i've|i've got) nothing * / nothing( else| more| further)?( to (add|say|tell))?( here| there)?
        i'm not( too| so| that)? (sure|certain|familiar|comfortable|willing|prepared|ready|an expert) * / not( so| too)? (sure|certain|my area|my field|familiar) * / that's (all|it|everything)( i have| i know| i can say| from me)? / i'm done( now)? / i don't (want|wish|care) to (answer|say|talk|discuss|share) *
        pass( on)? _ / (have to|must|need to|take a) pass * / i'd rather not * / (rather )?not (say|answer|talk|discuss|share) * / beats me / don't ask me / i give up / my mind (is|went|'s) blank / (that's|this is|that was) (my|the) (whole |full |final |last )?answer / i('ve)?( have)?( already| just)? (answered|told you|said|mentioned|explained) (that|this|it|_|all)( already| before| just now)? / i'm (drawing a )?blank
        i('ve)?( have)? (never|not|haven't|not yet|n't|didn't|don't) (used|worked|done|seen|had|heard|come across|studied|tried|met|encountered|experienced|built|been|touched|dealt|use|work|do|learned) * / (_|that) (never|hasn't) happened * / n a / none / nope
    """,
    "pause": """
        (give me|have|take|get|need|wait|hold on|hang on|i need|i want|i'd like|grab)? ?(for )?(a|an|one|two|some|another|a few|half a|a couple of|a short|a quick) minute (please)? / minute
        (give me|have|take|get|need|wait|hold on|hang on|i need|i want|i'd like|grab) (for)? (a|an|one|two|some|another|a few|half a|a couple of|a short|a quick) minute *
        give me / minute (i'm )?thinking / (give me|wait|just|i need|i'll need|need|take|i'd need) (a bit|a little|a minute|some time|time|a little time|a bit of time) * / (take|have|need|pause for|stop for|wait for|grab) a? ?minute * / minute (i'm|while i|let me|to|for) * / pause( for a minute| here| for a bit)? / (back|be back|right back|i'll be back) in * / (i'm )?(just )?(thinking|collecting my thoughts|gathering my thoughts) * / (think|thinking)( about)? _ (over|through) * / (let me )?(collect|gather|sort|order|organise|organize) (my|the) (thoughts|ideas|head|notes) *
        (think|reflect|thinking|i'm thinking|still thinking)( about| on| of| over| through)? _ / (think|reflect)( about| on| over)? _ (for|first|a|through) * / (gather|collect) my thoughts *
        (i )?(need|have|want|take|give me)( some| more| a bit of| the)? time * / (i )?need to think * / see
        hold on * / hang on * / wait * / not yet / brb / be right back * / i'll be back * / be back * / bear with me *
        (i )?(need|have|want|must|got)? ?(to )?(go|run|nip|pop) (to|for) (the|a) (bathroom|toilet|restroom|loo|door|drink|coffee)( quickly| first)?
    """,
    "courtesy": """
        (nice|good|great|pleased|happy|lovely|glad) to (meet|see|be|talk|speak)( to| with)?( you)?( too| here)? / (it's )?(nice|good|great) (meeting|talking to) you( too)? / good (morning|afternoon|evening|day)( everyone| all| there)? / how are (you|things)( doing)? / how do you do / (thank|thanks) (you )?(very much|so much|a lot|for having me|for (the|your) (time|invitation|patience|introduction|intro))
        i'm (ready|here|back|listening)( to (start|begin|go))?( when you are)? / ready( to (start|begin|go))?( when you are)? / (let's |we can )?(start|begin|get started|go|do (it|this)|go ahead|get going) / (that )?(makes|made) sense / (i )?(got it|understand|understood|see|will do|gotcha|agreed|noted) / (very|so) much / a lot / (that's |it's )?(fine|great|cool|nice|perfect|good|clear|wonderful|understood|lovely|ok)( for me| with me| by me)? / ha ha / haha / lol / cheers / no (problem|worries) / i'm( a bit| a little| very| so| really| quite)? (nervous|excited|tired|anxious|new to this|a beginner)( now| today)? / my english (is|isn't)( not)?( so| very| that)? (good|bad|poor|fluent|rusty|limited) / english (is|isn't|ain't)( not)? my (first|native|mother) (language|tongue) / you too / same (here|to you)
        (i|my)? ?(lost|closed|missed|dropped) (the|my|this) (text|window|page|tab|connection|call|line) / my (screen|browser|page|internet|connection|computer|laptop|phone) (froze|crashed|died|scrolled( away)?|is slow|is ringing|rang|reloaded) / (the )?(phone|doorbell|door|dog|kids?|baby)( is ringing| rang| is barking)? / (somebody|someone|there's someone)( is|'s)? at the door
    """,
}  # fmt: skip
"""What wishes sound like, in order of precedence: phrases between " / ". `_` is an optional "it" or "the question",
`*` up to eight words that do not turn the sentence into an answer, the rest are regular expressions."""

NOTHING = """
    (that's|that was|that'd be|that'll be) (all|it|everything)( i (have|wanted|needed))?( from (me|my side|my end))?
    (no|nope|none|nothing)( more| further| other)?( questions?)? (from|on) (my|our) (side|end|part) * / i think (we|you)( have|'ve)? covered * / (no|nope) thanks? * / (not really|not at the moment|not right now|can't think of any|none that *)
    (no|nope|none|nothing|nah|not|not for now|not yet|all) (no)? (more|further|other|else)? (questions?|good|clear|from me|from my side|thanks)? _ *
    (i )?don't (think so|have any|have further|have more) * / (i have|i've|i've got|there's) ?(no|none|nothing) * / (i'm|we're|i am) (good|fine|all|set|ok|okay|happy|clear|done) *
    (that's|that was|that'd be|that'll be) (all|it|everything|fine|good|clear) * / (you|we)( have|'ve)? (already|pretty much)? ?(covered|answered|told) * / everything('s| is| was) *
    it was (nice|good|a pleasure) * / (nice|good) (to|meeting|talking) * / (goodbye|bye|cheers|take care|have a|see you|looking forward|i appreciate) *
"""

YES = """
    (yes|yep|yeah|yup|y|ja|correct|right|of course|please do|do it|definitely|certainly|go ahead)( yes| stop| end| do| it| let's stop)?
    (yes )?(stop|end|finish|quit|leave|exit|close) *
"""
NO = """
    (no|nope|nah|not yet|no no|n) / (no )?(go on|continue|carry on|keep going|let's go on|stay|let's continue|i'll continue|i want to continue) *
"""

TURN = r"(?:but|roughly|approximately|around|percent|\d+|however|though|although|because|since|instead|usually|would|i'd|we|my|our|then|so)"
MORE = rf"(?:(?: |^)(?!{TURN}\b)[\w'%]+){{0,8}}"


def stem(word: str) -> str:
    """A word without its commonest endings."""
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word


VOCABULARY = frozenset(
    stem(word)
    for text in (*WISHES.values(), *SPELLINGS, *SPELLINGS.values(), POLITE, ASKING, REFERENCE, NOTHING)
    for word in re.findall(r"[a-z']+", text.lower())
)
"""The stems of the words of the phrases: a wish needs no other, but those of the question that it is about."""


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
