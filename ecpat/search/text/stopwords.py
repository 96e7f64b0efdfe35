"""Words that say nothing about a text, written without accents: small words and question words."""

from __future__ import annotations

_FRENCH = """
a afin ai aie aient aies ainsi ait alors apres as au aucun aucune aura aurai auraient aurais aurait auras aurez auriez
aurions aurons auront aussi autre autres aux avaient avais avait avant avec avez aviez avions avoir avons ayant c ca
car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme d dans de depuis des deux donc dont durant
du elle elles en encore entre es est et etaient etais etait etant etc ete etes etiez etions etre eu eue eues eurent
eus eut eux font fait fut furent il ils j je l la le les leur leurs lors lui m ma mais me meme memes mes mien moi
moins mon n ne ni nos notre nous on ont ou par pas pendant peu peut peuvent plus pour puis qu que s sa sans se selon
sera serai seraient serais serait seras serez seriez serions serons seront ses si sien soi soient sois soit sommes son
sont sous soyez soyons suis sur t ta te tes toi ton toujours tous tout toute toutes tres tu un une vers vos votre vous
y
"""
_FRENCH_QUESTIONS = """
combien comment lequel laquelle lesquels lesquelles ou pourquoi quand quel quelle quelles quels qui quoi quid
est-ce doit doivent doit-on faut faire peut-on cest quest
"""
_ENGLISH = """
a about above after again against all am an and any are as at be because been before being below between both but by
can could did do does doing don down during each either few for from further had has have having he her here hers
herself him himself his i if in into is it its itself just ll may me might more most must my myself no nor not now of
off on once only or other our ours ourselves out over own re s same shall she should so some such t than that the
their theirs them themselves then there these they this those through to too under until up ve very was we were will
with would you your yours yourself yourselves
"""
_ENGLISH_QUESTIONS = "how what when where which who whom whose why hows whats wheres whos thats"

_DUTCH = """
aan achter af al alle alleen alles als altijd ander andere anders ben bent beide bij binnen boven buiten d daar
daarbij daardoor daarna daarom daarvoor dan dat de deze die dit doe doen doet door dus echter een één eens elk elke
en enkel enkele er erg ergens even gaan gaat ge geen gehad geweest geworden had hadden heb hebben hebt heeft heel
hem hen het hier hij hoewel hun iemand iets ik in inclusief is ja je jij jou jouw jullie kan kon konden kunnen kunt
m maar me meer meest men met mij mijn minder moest moet moeten mocht mag mogen n na naar nadat naast net niemand
niet niets nog nu of om omdat onder ons onze ook op over per reeds rond s samen sinds slechts sommige soms steeds t
tegen ten ter terug terwijl te tijdens toch toe toen tot tussen u uit uw van vanaf vanuit vanwege veel via volgens
voor vooral vaak waar waarbij waardoor waarop waarvan wanneer want waren was we wel welk welke werd werden wij wil
willen word worden wordt z zal ze zeer zelf zich zij zijn zo zoals zonder zou zouden zowel zullen
"""
_DUTCH_QUESTIONS = "hoe hoeveel waarom waarvoor wat wie wiens"

DUTCH = frozenset(f"{_DUTCH} {_DUTCH_QUESTIONS}".replace("é", "e").split())
FRENCH = frozenset(f"{_FRENCH} {_FRENCH_QUESTIONS}".replace("-", " ").split())
ENGLISH = frozenset(f"{_ENGLISH} {_ENGLISH_QUESTIONS}".split())

# What stands before a word, with a hyphen or none: the two are one thing.
_PREFIXES = """
anti audio auto avant cyber euro extra hyper infra inter intra macro micro mini mono multi para photo pluri poly post
pseudo psycho retro semi socio sous super sur tele trans ultra video
"""
PREFIXES = frozenset(_PREFIXES.split())
