"""The addresses of the sites of a run, compiled once: all have the same, and compiling is most of building a site."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, ClassVar

from werkzeug.routing import Map, MapAdapter, Rule, RuleFactory


class SharedMap(Map):
    """The addresses of a site, looked up in the first site's; in a copy of those where a site is given one more."""

    first: ClassVar[tuple[Map, dict[Hashable, Rule]] | None] = None

    def __init__(self, host_matching: bool = False) -> None:
        super().__init__(host_matching=host_matching)
        self._asked = set[Hashable]()
        self._compiled, self._known = SharedMap.first or (Map(host_matching=host_matching), {})
        self.converters = self._compiled.converters

    def complete(self) -> None:
        """Say that a site has all its addresses: the first site's are those of all that follow."""
        SharedMap.first = SharedMap.first or (self._compiled, self._known)
        assert self._asked == self._known.keys(), self._asked.symmetric_difference(self._known)

    def add(self, rulefactory: RuleFactory) -> None:
        """Add an address, unless it is among those of the first site."""
        for rule in rulefactory.get_rules(self):
            described = _describe(rule)
            self._asked.add(described)
            if described in self._known:
                continue
            if SharedMap.first is not None and self._compiled is SharedMap.first[0]:
                self._known = {name: known.empty() for name, known in self._known.items()}
                self._compiled = Map(self._known.values(), converters=self.converters)
            self._known[described] = rule
            self._compiled.add(rule)

    def bind(self, *args: Any, **options: Any) -> MapAdapter:
        """Return what finds addresses."""
        return self._compiled.bind(*args, **options)

    def bind_to_environ(self, *args: Any, **options: Any) -> MapAdapter:
        """Return what finds the addresses of a request."""
        return self._compiled.bind_to_environ(*args, **options)

    def iter_rules(self, endpoint: Any = None) -> Iterator[Rule]:
        """Yield the addresses, of one endpoint where it is named."""
        return self._compiled.iter_rules(endpoint)


def _describe(rule: Rule) -> Hashable:
    """Return all that tells an address from others; values that views are given are themselves alone."""
    given = (rule.defaults or {}).items()
    values = frozenset((name, value if isinstance(value, str) else id(value)) for name, value in given)
    places = rule.rule, rule.host, rule.subdomain, rule.strict_slashes, rule.merge_slashes, rule.websocket
    return (
        *places,
        rule.endpoint,
        rule.build_only,
        rule.redirect_to,
        rule.alias,
        frozenset(rule.methods or ()),
        values,
    )
