"""The plan of an import: a map to be read, changed, and given back."""

from __future__ import annotations

import json
from collections import Counter

from ..core.slugs import slugify
from .report import WHY, Report
from .wordpress import topics
from .wordpress.plan import Plan, proposed_kind


def proposal(plan: Plan, report: Report) -> str:
    """Return what would be done, in TOML: each line can be changed; those after “#” say what is asked or why."""
    lines = [f"# What would become of {plan.survey.channel.title or plan.survey.channel.link}"]
    kinds = Counter((part.item.type, group.kind.name, part.locale) for group in plan.groups for part in group.parts)
    lines += [f"# {count} × {name} → {kind}, {locale}" for (name, kind, locale), count in sorted(kinds.items())]
    paired = sum(len(group.parts) > 1 for group in plan.groups)
    lines += [f"# {paired} in two languages or more"]
    lines += [f"# {count} × {name}: not taken" for name, count in sorted(report.counts.items())]
    whys = Counter((line.why, line.detail) for line in report.left_out_lines)
    lines += [f"# {count} × {detail or '-'} left out: {WHY[why]}" for (why, detail), count in sorted(whys.items())]
    lines += ["", *_site(plan), "", *_languages(plan), "", *_kinds(plan), "", *_topics(plan)]
    lines += ["", "[pairs]", "# What says the same in two languages, by its numbers there:", '# "12" = 13', ""]
    return "\n".join(lines)


def _q(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _site(plan: Plan) -> list[str]:
    asked = [question for question in plan.questions if question.table == "site"]
    lines = ["[site]"]
    for question in asked:
        example = _q(question.example)
        lines.append(f"# QUESTION: nothing tells the language of {question.count}, such as {example}: which is it?")
    usual = asked[0].proposed if asked else plan.languages.usual
    lines.append(f"language = {_q(usual)}" if usual else '# language = "fr"')
    lines.append('# hosts = ["old.example.org"]  # other names that the site had')
    menus = sorted(term.slug for term in plan.survey.terms.values() if term.taxonomy == "nav_menu")
    lines += [f"# menu = {_q(name)}" for name in menus]
    return lines


def _languages(plan: Plan) -> list[str]:
    lines = ["[languages]"]
    for question in plan.questions:
        if question.table == "languages" and question.name:
            lines.append(f"# QUESTION: {question.count} are in a language that the site does not speak.")
            lines.append(f"{_q(question.name)} = {_q(question.proposed)}")
    return [*lines, '# "post:12" = "en"']


def _kinds(plan: Plan) -> list[str]:
    lines = ["[kinds]"]
    taken = {part.item.type: group.kind.name for group in plan.groups for part in group.parts}
    lines += [f"{_q(name)} = {_q(kind)}" for name, kind in sorted(taken.items()) if name != "attachment"]
    for question in plan.questions:
        if question.table == "kinds":
            lines.append(
                f"# QUESTION: what become the {question.count} of this type, such as {_q(question.example)}?"
            )
            lines.append(f"# {_q(question.name)} = {_q(question.proposed or 'pages')}")
    for name in sorted(
        {(one.domain, one.slug) for group in plan.groups for part in group.parts for one in part.item.labels}
    ):
        if name[0] == "category" and (kind := proposed_kind(name[1])):
            lines.append(f"# {_q(':'.join(name))} = {_q(kind)}")
    return lines


def _topics(plan: Plan) -> list[str]:
    lines = ["[topics]", '# "" makes no topic of it; the key of a topic that is there takes that one']
    for one in topics.wanted(plan):
        for taxonomy, slug in one.terms:
            key = one.chosen or slugify(next(iter(one.names.values()), slug)) or slug
            lines.append(f"{_q(f'{taxonomy}:{slug}')} = {_q(key)}")
    return lines
