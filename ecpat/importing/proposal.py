"""The plan of an import: a map to be read, changed, and given back."""

from __future__ import annotations

import json
from collections import Counter

from flask_babel import gettext as _

from ..core.slugs import slugify
from ..core.text_layout import one_line
from .report import WHY, Report
from .wordpress import topics
from .wordpress.plan import USUAL, Plan, proposed_kind


def proposal(plan: Plan, report: Report) -> str:
    """Return what would be done, in TOML: each line can be changed; those after “#” say what is asked or why."""
    channel = plan.survey.channel
    lines = [_told(_("What would become of %(site)s", site=channel.title or channel.link))]
    kinds = Counter((part.item.type, group.kind.name, part.locale) for group in plan.groups for part in group.parts)
    lines += [_told(f"{count} × {name} → {kind}, {locale}") for (name, kind, locale), count in sorted(kinds.items())]
    paired = sum(len(group.parts) > 1 for group in plan.groups)
    lines.append(_told(_("In two languages or more: %(count)s", count=paired)))
    lines += [
        _told(_("%(count)s × %(name)s: not taken", count=count, name=name))
        for name, count in sorted(report.counts.items())
    ]
    whys = Counter((line.why, line.detail) for line in report.left_out_lines)
    lines += [_told(f"{count} × {detail or '-'}: {WHY[why]}") for (why, detail), count in sorted(whys.items())]
    lines += ["", *_site(plan), "", *_languages(plan), "", *_kinds(plan), "", *_topics(plan)]
    lines += [
        "",
        "[pairs]",
        _told(_("What says the same in two languages, by its numbers there:")),
        '# "12" = 13',
        "",
    ]
    return "\n".join(lines)


def _told(text: str) -> str:
    return f"# {one_line(text)}"


def _asked(text: str) -> str:
    return _told(_("QUESTION: %(question)s", question=text))


def _q(text: str) -> str:
    return json.dumps(one_line(text), ensure_ascii=False)


def _site(plan: Plan) -> list[str]:
    asked = [question for question in plan.questions if question.table == "site"]
    lines = ["[site]"]
    for one in asked:
        said = _("nothing tells the language of %(count)s, such as %(name)s: which is it?",
                 count=one.count, name=_q(one.example))  # fmt: skip
        lines.append(_asked(said))
    usual = asked[0].proposed if asked else plan.languages.usual
    lines.append(f"language = {_q(usual)}" if usual else '# language = "fr"')
    lines += [_told(_("other names that the site had:")), '# hosts = ["old.example.org"]']
    menus = sorted(term.slug for term in plan.survey.terms.values() if term.taxonomy == "nav_menu")
    return lines + [f"# menu = {_q(name)}" for name in menus]


def _languages(plan: Plan) -> list[str]:
    lines = ["[languages]"]
    for one in plan.questions:
        if one.table == "languages" and one.name:
            said = _("%(count)s are in a language that the site does not speak: leave them out?", count=one.count)
            lines += [_asked(said), f"{_q(one.name)} = {_q(one.proposed)}"]
    return [*lines, '# "post:12" = "en"']


def _kinds(plan: Plan) -> list[str]:
    lines = ["[kinds]"]
    parts = [(group, part) for group in plan.groups for part in group.parts]
    types = {part.item.type for _group, part in parts} - {"attachment"}
    taken = {name: plan.choices.kinds.get(name, USUAL.get(name)) for name in types}
    lines += [f"{_q(name)} = {_q(kind)}" for name, kind in sorted(taken.items()) if kind is not None]
    for one in plan.questions:
        if one.table == "kinds":
            said = _(
                "what does this type become (%(count)s), such as %(name)s?", count=one.count, name=_q(one.example)
            )
            lines += [_asked(said), f"# {_q(one.name)} = {_q(one.proposed or 'pages')}"]
    chosen = {name: kind for name, kind in plan.choices.kinds.items() if ":" in name}
    lines += [f"{_q(name)} = {_q(kind)}" for name, kind in sorted(chosen.items())]
    labels = sorted({f"{one.domain}:{one.slug}" for _group, part in parts for one in part.item.labels})
    for name in labels:
        if name.startswith("category:") and name not in chosen and (kind := proposed_kind(name)):
            lines.append(f"# {_q(name)} = {_q(kind)}")
    return lines


def _topics(plan: Plan) -> list[str]:
    lines = ["[topics]", _told(_("“” makes no topic of it; the key of a topic that is there takes that one"))]
    for one in topics.wanted(plan):
        for taxonomy, slug in one.terms:
            key = one.chosen or slugify(next(iter(one.names.values()), slug)) or slug
            lines.append(f"{_q(f'{taxonomy}:{slug}')} = {_q(key)}")
    return lines
