"""The path “A child is worrying me” as data that editors change: its questions, answers and ends, as they stood in code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STEPS: list[dict[str, Any]] = [{'key': 'danger',
  'kind': 'question',
  'words': {'fr': {'title': 'Un enfant est-il en danger en ce moment\u202f?', 'short': 'Danger immédiat'},
            'en': {'title': 'Is a child in danger at this moment?', 'short': 'Danger now'},
            'nl': {'title': 'Is er op dit moment een kind in gevaar?', 'short': 'Nu in gevaar'}},
  'answers': [{'key': 'now',
               'to': 'call-now',
               'words': {'fr': {'label': 'Oui, ou peut-être',
                                'meaning': 'L’enfant est blessé, menacé, ou avec quelqu’un qui lui fait du mal.',
                                'said': '',
                                'slug': 'en-danger'},
                         'en': {'label': 'Yes, or perhaps',
                                'meaning': 'The child is hurt, threatened, or with someone who does harm.',
                                'said': '',
                                'slug': 'in-danger'},
                         'nl': {'label': 'Ja, of misschien',
                                'meaning': 'Het kind is gewond, wordt bedreigd, of is bij iemand die het pijn '
                                           'doet.',
                                'said': '',
                                'slug': 'in-gevaar'}}},
              {'key': 'later',
               'to': 'worry',
               'words': {'fr': {'label': 'Non, pas en ce moment',
                                'meaning': 'Deux autres questions aident à choisir qui appeler.',
                                'said': '',
                                'slug': 'sans-danger'},
                         'en': {'label': 'No, not at this moment',
                                'meaning': 'Two more questions help to choose whom to call.',
                                'said': '',
                                'slug': 'not-in-danger'},
                         'nl': {'label': 'Nee, niet op dit moment',
                                'meaning': 'Nog twee vragen helpen kiezen wie u het best belt.',
                                'said': '',
                                'slug': 'niet-in-gevaar'}}}]},
 {'key': 'worry',
  'kind': 'question',
  'words': {'fr': {'title': 'Qu’est-ce qui vous inquiète\u202f?', 'short': 'Ce qui inquiète'},
            'en': {'title': 'What is worrying you?', 'short': 'What is worrying'},
            'nl': {'title': 'Waarover maakt u zich zorgen?', 'short': 'Wat u zorgen baart'}},
  'answers': [{'key': 'said',
               'to': 'tie',
               'words': {'fr': {'label': 'Quelque chose que l’enfant a dit',
                                'meaning': 'Une phrase, un dessin, un secret confié.',
                                'said': '',
                                'slug': 'dit'},
                         'en': {'label': 'Something the child said',
                                'meaning': 'A sentence, a drawing, a secret.',
                                'said': '',
                                'slug': 'said'},
                         'nl': {'label': 'Iets wat het kind zei',
                                'meaning': 'Een zin, een tekening, een geheim.',
                                'said': '',
                                'slug': 'gezegd'}}},
              {'key': 'seen',
               'to': 'tie',
               'words': {'fr': {'label': 'Quelque chose que j’ai vu ou entendu',
                                'meaning': 'Dans le quartier, à l’hôtel, en voyage, au travail.',
                                'said': '',
                                'slug': 'vu'},
                         'en': {'label': 'Something I saw or heard',
                                'meaning': 'In the neighbourhood, at a hotel, while travelling, at work.',
                                'said': '',
                                'slug': 'seen'},
                         'nl': {'label': 'Iets wat ik zag of hoorde',
                                'meaning': 'In de buurt, op hotel, op reis, op het werk.',
                                'said': '',
                                'slug': 'gezien'}}},
              {'key': 'online',
               'to': 'tie',
               'words': {'fr': {'label': 'Quelque chose en ligne',
                                'meaning': 'Un message, une demande de photo, une image qui circule.',
                                'said': '',
                                'slug': 'en-ligne'},
                         'en': {'label': 'Something online',
                                'meaning': 'A message, someone asking for a picture, a picture that goes around.',
                                'said': '',
                                'slug': 'online'},
                         'nl': {'label': 'Iets online',
                                'meaning': 'Een bericht, iemand die om een foto vraagt, een beeld dat rondgaat.',
                                'said': '',
                                'slug': 'online'}}},
              {'key': 'change',
               'to': 'tie',
               'words': {'fr': {'label': 'Un changement, sans savoir pourquoi',
                                'meaning': 'L’enfant se tait, s’absente, a peur, reçoit des cadeaux.',
                                'said': '',
                                'slug': 'changement'},
                         'en': {'label': 'A change, without knowing why',
                                'meaning': 'The child is silent, absent, afraid, or is given presents.',
                                'said': '',
                                'slug': 'change'},
                         'nl': {'label': 'Een verandering, zonder te weten waarom',
                                'meaning': 'Het kind zwijgt, blijft weg, is bang, of krijgt cadeaus.',
                                'said': '',
                                'slug': 'verandering'}}}]},
 {'key': 'tie',
  'kind': 'question',
  'words': {'fr': {'title': 'Qui est l’enfant pour vous\u202f?', 'short': 'Votre lien avec l’enfant'},
            'en': {'title': 'Who is the child to you?', 'short': 'Who the child is to you'},
            'nl': {'title': 'Wie is het kind voor u?', 'short': 'Wie het kind voor u is'}},
  'answers': [{'key': 'family',
               'to': 'call',
               'words': {'fr': {'label': 'Un enfant de ma famille',
                                'meaning': '',
                                'said': '«\xa0Je m’inquiète pour un enfant de ma famille. Je ne sais pas si c’est '
                                        'grave.\xa0»',
                                'slug': 'famille'},
                         'en': {'label': 'A child of my family',
                                'meaning': '',
                                'said': '“I am worried about a child in my family. I do not know whether it is '
                                        'serious.”',
                                'slug': 'family'},
                         'nl': {'label': 'Een kind in mijn familie',
                                'meaning': '',
                                'said': '“Ik maak me zorgen over een kind in mijn familie. Ik weet niet of het '
                                        'ernstig is.”',
                                'slug': 'familie'}}},
              {'key': 'work',
               'to': 'call',
               'words': {'fr': {'label': 'Un enfant que je rencontre au travail',
                                'meaning': '',
                                'said': '«\xa0Je m’inquiète pour un enfant que je rencontre dans mon travail. Je '
                                        'ne sais pas si c’est grave.\xa0»',
                                'slug': 'travail'},
                         'en': {'label': 'A child I meet at work',
                                'meaning': '',
                                'said': '“I am worried about a child I meet in my work. I do not know whether it '
                                        'is serious.”',
                                'slug': 'work'},
                         'nl': {'label': 'Een kind dat ik op het werk ontmoet',
                                'meaning': '',
                                'said': '“Ik maak me zorgen over een kind dat ik op mijn werk ontmoet. Ik weet '
                                        'niet of het ernstig is.”',
                                'slug': 'werk'}}},
              {'key': 'around',
               'to': 'call',
               'words': {'fr': {'label': 'Un enfant que je connais',
                                'meaning': '',
                                'said': '«\xa0Je m’inquiète pour un enfant que je connais. Je ne sais pas si c’est '
                                        'grave.\xa0»',
                                'slug': 'entourage'},
                         'en': {'label': 'A child I know',
                                'meaning': '',
                                'said': '“I am worried about a child I know. I do not know whether it is serious.”',
                                'slug': 'around'},
                         'nl': {'label': 'Een kind dat ik ken',
                                'meaning': '',
                                'said': '“Ik maak me zorgen over een kind dat ik ken. Ik weet niet of het ernstig '
                                        'is.”',
                                'slug': 'omgeving'}}},
              {'key': 'stranger',
               'to': 'call',
               'words': {'fr': {'label': 'Un enfant que je ne connais pas',
                                'meaning': '',
                                'said': '«\xa0J’ai vu quelque chose à propos d’un enfant que je ne connais pas. Je '
                                        'ne sais pas si c’est grave.\xa0»',
                                'slug': 'inconnu'},
                         'en': {'label': 'A child I do not know',
                                'meaning': '',
                                'said': '“I saw something about a child I do not know. I do not know whether it is '
                                        'serious.”',
                                'slug': 'stranger'},
                         'nl': {'label': 'Een kind dat ik niet ken',
                                'meaning': '',
                                'said': '“Ik zag iets over een kind dat ik niet ken. Ik weet niet of het ernstig '
                                        'is.”',
                                'slug': 'onbekende'}}}]},
 {'key': 'call-now',
  'kind': 'ending',
  'words': {'fr': {'title': 'Un appel suffit',
                   'text': 'Vous n’avez pas à savoir si c’est vrai, ni quoi faire ensuite\xa0: d’autres le '
                           'savent.'},
            'en': {'title': 'One call is enough',
                   'text': 'You need not know whether it is true, nor what to do next: others do.'},
            'nl': {'title': 'Eén telefoontje is genoeg',
                   'text': 'U hoeft niet te weten of het waar is, of wat er nu moet gebeuren: anderen weten dat.'}},
  'answers': []},
 {'key': 'call',
  'kind': 'ending',
  'words': {'fr': {'title': 'Un appel suffit',
                   'text': 'Vous n’avez pas à savoir si c’est vrai, ni quoi faire ensuite\xa0: d’autres le '
                           'savent.'},
            'en': {'title': 'One call is enough',
                   'text': 'You need not know whether it is true, nor what to do next: others do.'},
            'nl': {'title': 'Eén telefoontje is genoeg',
                   'text': 'U hoeft niet te weten of het waar is, of wat er nu moet gebeuren: anderen weten dat.'}},
  'answers': []}]

SHIPPED = {"call-now": ["police", "medical-emergency"], "call": ["child-focus"], "online": ["stopchildporno"], "seen": ["i-say-stop"]}


def upgrade() -> None:
    op.create_table(
        "guide_step",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guide_step")),
        sa.CheckConstraint("kind IN ('question', 'ending')", name=op.f("ck_guide_step_kind_known")),
    )
    lines = _lines(op.get_bind())
    steps = [
        {
            **step,
            "position": position,
            "lines": lines.get(step["key"], []),
            "answers": [{**answer, "lines": lines.get(answer["key"], [])} for answer in step["answers"]],
        }
        for position, step in enumerate(STEPS, 1)
    ]
    table = sa.table(
        "guide_step", sa.column("key"), sa.column("kind"), sa.column("position"), sa.column("lines", sa.JSON()),
        sa.column("words", sa.JSON()), sa.column("answers", sa.JSON()),
    )  # fmt: skip
    op.bulk_insert(table, steps)
    op.drop_column("help_line", "worries")


def _lines(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the keys of the help lines of each end and answer: as editors chose them; on a new site those to come.

    What every answer led to becomes the end's, and what one alone led to stays with it.
    """
    columns: list[Any] = [sa.column(name) for name in ("key", "situation", "worries", "in_panel", "position", "id")]
    rows = connection.execute(sa.select(*columns).select_from(sa.table("help_line")).order_by("position", "id")).all()
    if not rows:
        return SHIPPED
    panel = [row.key for row in rows if row.in_panel]
    led = {
        worry: [row.key for row in rows if worry in row.worries.split(",")] or panel
        for worry in ("said", "seen", "online", "change")
    }
    shared = [row.key for row in rows if all(row.key in keys for keys in led.values())]
    own = {worry: [key for key in keys if key not in shared] for worry, keys in led.items()}
    return {**own, "call": shared or panel, "call-now": [row.key for row in rows if row.situation == "now"]}


def downgrade() -> None:
    op.add_column("help_line", sa.Column("worries", sa.String(60), nullable=False, server_default=""))
    op.drop_table("guide_step")
