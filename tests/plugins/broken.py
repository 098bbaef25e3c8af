"""Plugins that are broken on purpose, each a single file, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Final

HOOK: Final = "from clusterkit import hookimpl\n"
ZONE: Final = "from attrs import evolve\nfrom clusterkit import hookimpl\nfrom tests.cli.zone import POLICY\n"


def _policies(*policies: str, before: str = "") -> str:
    """Return a plugin that hands over some policies, each an expression on the zone's."""
    handed = "".join(f"{policy}, " for policy in policies)
    return f"{ZONE}{dedent(before)}\n@hookimpl\ndef clusterkit_policies():\n    return ({handed})\n"


BROKEN: Final[Mapping[str, tuple[str, str]]] = {
    # Importing it.
    "syntax": ("def\n", "cannot be loaded: SyntaxError: invalid syntax (syntax.py, line 1)"),
    "missing": (
        "import nothing_of_this_name\n",
        "cannot be loaded: ModuleNotFoundError: No module named 'nothing_of_this_name'",
    ),
    "renamed": (
        "from clusterkit.law import at_leats\n",
        "cannot be loaded: ImportError: cannot import name 'at_leats' from 'clusterkit.law'",
    ),
    "raising": ("raise RuntimeError('out\\nof order')\n", "cannot be loaded: RuntimeError: out of order"),
    "leaving": ("import sys\nsys.exit(3)\n", "cannot be loaded: SystemExit: 3"),
    "unexplained": (
        "from clusterkit.law import Clause, Text\nClause('第一条', 'not_modelled', Text('甲', 'a'))\n",
        "cannot be loaded: ValueError: clause 第一条: status not_modelled needs a reason",
    ),
    "choosing": (
        """
        from clusterkit.law import LeverNamespace, says
        lever = LeverNamespace("choosing")
        says(lever.choice("scope", "all", ("all", "some"), zh="范围", en="scope", cite="第一条"), "sone")
        """,
        "cannot be loaded: LeverError: unknown choice for lever choosing.scope: sone; did you mean some?",
    ),
    # Its hooks.
    "empty": (
        "ANSWER = 42\n",
        "answers no hook; put @hookimpl above clusterkit_policies (from clusterkit import hookimpl)",
    ),
    "misspelt": (
        f"{HOOK}@hookimpl\ndef clusterkit_polices():\n    return ()\n",
        "has no hook clusterkit_polices; did you mean clusterkit_policies?",
    ),
    "inventive": (f"{HOOK}@hookimpl\ndef clusterkit_weather():\n    return ()\n", "has no hook clusterkit_weather"),
    "unmarked": (
        f"{HOOK}@hookimpl\ndef clusterkit_indicators():\n    return ()\ndef clusterkit_policies():\n    return ()\n",
        "clusterkit_policies is not marked as a hook; put @hookimpl above it",
    ),
    "unmarked_misspelt": (
        "def clusterkit_polices():\n    return ()\n",
        "has no hook clusterkit_polices; did you mean clusterkit_policies?",
    ),
    "foreign": (
        "import pluggy\n@pluggy.HookimplMarker('pytest')\ndef clusterkit_policies():\n    return ()\n",
        "clusterkit_policies is marked as a hook of pytest; write: from clusterkit import hookimpl",
    ),
    "generating": (
        f"{HOOK}@hookimpl\ndef clusterkit_policies():\n    yield None\n",
        "clusterkit_policies is a generator; return a tuple in place of yield",
    ),
    "waiting": (
        f"{HOOK}@hookimpl\nasync def clusterkit_policies():\n    return ()\n",
        "clusterkit_policies is async; make it a plain function that returns its values",
    ),
    "wrapping": (
        f"{HOOK}@hookimpl(wrapper=True)\ndef clusterkit_policies():\n    return (yield)\n",
        "clusterkit_policies is a wrapper around other plugins' answers; a hook here only hands over values of its own",
    ),
    "asking": (
        f"{HOOK}@hookimpl\ndef clusterkit_policies(config):\n    return ()\n",
        "clusterkit_policies takes no argument called config; its arguments: none",
    ),
    "asking_more": (
        f"{HOOK}@hookimpl\ndef clusterkit_read_portfolio(path, mode):\n    return None\n",
        "clusterkit_read_portfolio takes no argument called mode; its arguments: path",
    ),
    # What they answer.
    "failing": (
        f"{HOOK}@hookimpl\ndef clusterkit_policies():\n    return {{}}['standard']\n",
        "clusterkit_policies failed: KeyError: 'standard'",
    ),
    "wordy": (
        f"{HOOK}@hookimpl\ndef clusterkit_policies():\n    return 'zone'\n",
        "clusterkit_policies returned str, not Policy",
    ),
    "mixed": (_policies("evolve(POLICY, key='mixed')", "POLICY.term"), "clusterkit_policies returned Term, not Policy"),
    "numeric": (
        f"{HOOK}@hookimpl\ndef clusterkit_indicators():\n    return 3\n",
        "clusterkit_indicators returned int, not Indicator",
    ),
    # The law that they hand over.
    "unnameable": (
        _policies("evolve(POLICY, key='My Place')"),
        "the policy's key 'My Place' is no name; use small letters, digits and _",
    ),
    "beyond": (
        _policies(
            "evolve(POLICY, key='beyond', further_levers=(FLOOR,))",
            before="""
            from clusterkit.law import LeverNamespace
            FLOOR = LeverNamespace("beyond")("floor", -4, "亿元", zh="底线", en="floor", cite="第一条")
            """,
        ),
        "lever beyond.floor: -4 is not possible; its legal range is from 0 to ∞ 亿元 (its default)",
    ),
    "reading": (
        _policies(
            "evolve(POLICY, key='reading', standard=at_least('outptu_value', FLOOR))",
            before="""
            from clusterkit.law import LeverNamespace, at_least
            FLOOR = LeverNamespace("reading")("floor", 4, "亿元", zh="底线", en="floor", cite="第一条")
            """,
        ),
        "policy reading reads outptu_value, which is no indicator; did you mean output_value?",
    ),
    "dutiless": (
        _policies("evolve(POLICY, key='dutiless', duties=(evolve(POLICY.duties[0], key='form'),))"),
        "decision late_yearly_report of policy dutiless asks for duty yearly_report, which it does not have",
    ),
    "shapeless": (
        _policies("evolve(POLICY, key='shapeless', standard='output of 10')"),
        "the policy shapeless cannot be read: AttributeError: 'str' object has no attribute 'levers'",
    ),
    "twofold": (
        _policies("evolve(POLICY, key='twofold')", "evolve(POLICY, key='twofold', level='province')"),
        "defines version 2024 of policy twofold twice; give each version a name of its own",
    ),
    "overlapping": (
        _policies("evolve(POLICY, key='overlapping')", "evolve(POLICY, key='overlapping', version='2025')"),
        (
            "versions 2024 and 2025 of policy overlapping overlap: 2024 has no last day, 2025 begins on 2024-01-01; "
            "let the first end by 2023-12-31 (in_force.until)"
        ),
    ),
    "endless": (
        _policies(
            "evolve(POLICY, key='endless', decisions=(*POLICY.decisions, MENDS))",
            before="""
            from clusterkit.law import LeverNamespace, Text, mend, on_event, otherwise, procedure
            months = procedure.mending_months(LeverNamespace("endless"), 6, cite="第四条")
            given = otherwise(mend(within=months, cite="第四条"))
            MENDS = on_event("illegality", given, title=Text("整改", "to mend"), cite="第四条")
            """,
        ),
        "policy endless: a title that is to mend needs one decision at_mending_end, not 0",
    ),
    "dayless": (
        _policies("evolve(POLICY, key='dayless', in_force='2024')"),
        "the policy dayless cannot be read: AttributeError: 'str' object has no attribute 'until'",
    ),
    "timeless": (
        _policies(
            "evolve(POLICY, key='timeless', in_force=evolve(POLICY.in_force, starts='2024'))",
            "evolve(POLICY, key='timeless', version='2025')",
        ),
        (
            "the days on which its policies are in force cannot be read: "
            "TypeError: '<' not supported between instances of 'datetime.date' and 'str'"
        ),
    ),
    "usurping": (
        """
        from clusterkit import hookimpl
        from clusterkit.law import Indicator, Text
        @hookimpl
        def clusterkit_indicators():
            return (Indicator(key="output_value", title=Text("产值", "output"), unit="万元", kind="amount"),)
        """,
        "defines indicator output_value, which clusterkit has itself; rename it",
    ),
    # What it is built for.
    "ancient": (
        "requires_clusterkit = '<0.1'\nfrom clusterkit.law import gone_since\n",
        "is built for clusterkit <0.1, and this is 0.1.0; install a release that fits",
    ),
    "futuristic": (
        f"requires_clusterkit = '>=' + '7.2'\n{HOOK}@hookimpl\ndef clusterkit_policies():\n    return ()\n",
        "is built for clusterkit >=7.2, and this is 0.1.0; install a release that fits",
    ),
    "unclear": (
        f"requires_clusterkit = 'new ones'\n{HOOK}@hookimpl\ndef clusterkit_policies():\n    return ()\n",
        "requires_clusterkit: new ones is no range of versions; write it like >=0.1,<0.2",
    ),
}

LATER: Final[Mapping[str, tuple[str, str]]] = {
    "drawing": (
        _policies("evolve(POLICY, key='drawing')") + "@hookimpl\ndef clusterkit_sample_portfolio():\n    return [1]\n",
        "clusterkit_sample_portfolio returned int, not Portfolio",
    ),
    "moving": (
        _policies("evolve(POLICY, key='moving')") + "@hookimpl\ndef clusterkit_dynamics():\n    return 1 / 0\n",
        "clusterkit_dynamics failed: ZeroDivisionError: division by zero",
    ),
    "lenient": (
        _policies("evolve(POLICY, key='lenient')") + "@hookimpl\ndef clusterkit_enforcement():\n    return (0.5,)\n",
        "clusterkit_enforcement returned float, not Calibration",
    ),
    "exemplary": (
        _policies("evolve(POLICY, key='exemplary')") + "@hookimpl\ndef clusterkit_cases():\n    return ('a',)\n",
        "clusterkit_cases returned str, not Case",
    ),
}
"""Plugins whose law is sound, and that fail when they are asked for more."""
