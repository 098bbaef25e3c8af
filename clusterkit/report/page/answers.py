"""What the results answer to the checklist's items, and what only the authors of a study can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import Content, isolated, joined, sentence
from clusterkit.report.page.premises import told_apart
from clusterkit.report.page.result import Result
from clusterkit.report.page.runs import COMMANDS, enforcement, manifests, stated, versions

State = Literal["filled", "in part", "blank"]
Row = Mapping[str, Any]


@frozen(eq=False)
class Facts:
    """What answers are made from: the results, and the words of the report's language."""

    results: Sequence[Result]
    words: Glossary

    def say(self, zh: str, en: str) -> str:
        """Return what is said in the report's language."""
        return self.words.say(zh, en)

    def each(self, told: Callable[[Row], str]) -> Content:
        """Return what is told of every manifest, each once."""
        return self.listed([told(one) for one in manifests(self.results)])

    def listed(self, told: Sequence[str]) -> Content:
        """Return somebody's words one after another, each once."""
        parts: list[Content] = []
        for one in dict.fromkeys(told):
            parts += [*([self.say(";", "; ")] if parts else []), isolated(one)]
        return joined(*parts)


@frozen(eq=False)
class Answer:
    """What is told, and what is missing for the answer to be whole."""

    told: Content
    missing: str = ""

    @property
    def state(self) -> State:
        """Whether the item is filled, in part or not at all."""
        if not self.missing:
            return "filled"
        return "in part" if self.told else "blank"


# 1 Objectives ------------------------------------------------------------------------------------


def purpose(facts: Facts) -> Answer:
    """Answer with the questions that the studies state."""
    told = stated(facts.results)
    missing = facts.say("研究的背景与目的(研究文件的 question)", "background and aims (the question of a study file)")
    return Answer(facts.listed(told)) if told else Answer("", missing)


def outputs(facts: Facts) -> Answer:
    """Answer with the definitions of what is reported."""
    return Answer(
        facts.say(
            "留存率:起始时持有称号的集群在年末仍持有的比例;持有、失去、从未获得的个数;按原因与未达标条件统计的首次失去"
            "个数。对各次重复取均值,95% 区间按 Student 分布;p10–p90 为单次运行的分布;情景之差逐次配对。",
            "Retention: the share of the clusters certified at the start that hold the title at the year's end; "
            "numbers that hold it, have lost it, never had it; first losses by cause and by criterion. Means over "
            "replications with Student's 95 % intervals; p10–p90 are of single runs; differences are paired by "
            "replication.",
        )
    )


def aims(facts: Facts) -> Answer:
    """Answer with what was tried: scenarios, sweeps, goals, rankings."""
    told = [f"{facts.words.among(COMMANDS, one.kind)}{_subject(one)}" for one in facts.results]
    missing = facts.say("选择这些情景和取值的理由", "why these scenarios and values were chosen")
    return Answer(facts.listed(told), missing)


def _subject(result: Result) -> str:
    told = result.told
    if result.kind in {"simulate", "compare", "survival"}:
        return f" ({', '.join(one['name'] for one in told['scenarios'])})"
    if result.kind in {"sweep", "solve"}:
        levers = told["lever"] if isinstance(told["lever"], list) else [told["lever"]]
        goal = f"{told['goal']}; " if result.kind == "solve" else ""
        return f" ({goal}{', '.join(levers)})"
    if result.kind == "sensitivity":
        return f" ({told['quantity']}, {told['method']})"
    return f" ({told['cluster_id']})" if result.kind == "explain" else ""


# 2 Logic -----------------------------------------------------------------------------------------


def diagram(facts: Facts) -> Answer:
    """Answer with the way of a figure through the model."""
    return Answer(
        facts.say(
            "数据表 → 各年指标 → 按条文评定 → 认定、复核、取消 → 称号 → 统计;指标逐年变动,执行宽严在评定与处理之间。",
            "tables → figures of each year → findings by the law's criteria → decisions (admit, renew, revoke) → "
            "titles → counts; dynamics move the figures, enforcement stands between finding and decision "
            "(docs/design.md).",
        )
    )


def logic(facts: Facts) -> Answer:
    """Answer with the laws and how their calendar is followed."""
    template = facts.say(
        "按办法({laws})的日历逐日处理:事由、迟报、到期复核、认定,按条文评定;执行:{enforcement}。"
        "详见 docs/model.md、docs/reading.md。",
        "The legal calendar of {laws} is followed day by day: causes of revocation, late reports, expiry and "
        "re-review, admission; findings by the text; applied: {enforcement}. See docs/model.md and docs/reading.md.",
    )
    words = facts.words
    laws = facts.listed([words.policy(key) for one in manifests(facts.results) for key in one["policies"]])
    return Answer(
        sentence(template, laws=laws, enforcement=facts.each(lambda one: enforcement(one["enforcement"], words)))
    )


def scenarios(facts: Facts) -> Answer:
    """Answer with where the redline stands."""
    return Answer(
        facts.say(
            "情景与现行条文之差见“改动的条文”一节,逐条列出;所有情景用同一批随机数。",
            "How scenarios differ from the law as it stands is told clause by clause in the redline above; all of them "
            "meet the same draws.",
        )
    )


def algorithms(facts: Facts) -> Answer:
    """Answer with the processes and the estimators, and where they are written down."""
    return Answer(
        facts.say(
            "指标:对数或 logit 尺度上的随机游走、均值回复、计数与逐年抽取四种过程;事由:按年发生率;"
            "临界值法、求解、敏感性与生存估计见 docs/ 各页。",
            "Figures: walks, mean reversion, counts and fresh draws on the log or logit scale; events by yearly "
            "hazard. Critical values, thresholds, sensitivity and survival estimates: the pages in docs/.",
        )
    )


def entities(facts: Facts) -> Answer:
    """Answer with the clusters and their titles."""
    template = facts.say(
        "集群({clusters}),带各年指标、行业、地区与资质要求;每个集群在每个办法下的称号(状态、认定日、到期日、复核资格)。",
        "Clusters ({clusters}) with their yearly figures, industry, place and requirements in words; the title of each "
        "cluster under each law (status, day of certification, expiry, standing).",
    )
    return Answer(sentence(template, clusters=facts.each(lambda one: f"{one['portfolio']['clusters']:g}")))


def activities(facts: Facts) -> Answer:
    """Answer with what happens to titles."""
    return Answer(
        facts.say(
            "年度报送、申请复核、复核、认定、重大事件及其他事由;由各办法规定的日期决定先后。",
            "Yearly reports, applications for renewal, re-reviews, rounds of admission, incidents and other causes, on "
            "the days that the law sets.",
        )
    )


def resources(facts: Facts) -> Answer:
    """Answer that there are none."""
    return Answer(
        facts.say("无:主管部门的办理能力不受限制。", "None: the authorities decide on every title that is due.")
    )  # fmt: skip


def queues(facts: Facts) -> Answer:
    """Answer that there are none."""
    return Answer(
        facts.say(
            "无排队;同一天内依次为:事由、迟报、复核、认定;有名额的办法按其排名规则。",
            "None. Within a day: causes, late reports, re-review, admission; quotas by the law's own ranking.",
        )
    )


def boundaries(facts: Facts) -> Answer:
    """Answer with where clusters come from and go."""
    return Answer(
        facts.say(
            "只有数据表中的集群;起始时为已认定或候选,失去称号即退出(办法允许的可重新申报);没有新集群。",
            "The portfolio's clusters alone, certified or candidates at the start; a title leaves when it is lost, and "
            "comes back where the law lets it; no new clusters appear.",
        )
    )


# 3 Data ------------------------------------------------------------------------------------------


def sources(facts: Facts) -> Answer:
    """Answer with the portfolio and the published inputs; who gathered the portfolio nobody but its owner knows."""
    _, published = told_apart(facts.results)
    template = facts.say(
        "集群数据:{portfolios};有公开出处的参数 {count} 项,见“假定及其出处”。",
        "Portfolio: {portfolios}; {count} inputs with a published source, listed under Assumptions.",
    )
    portfolios = facts.each(lambda one: f"{one['portfolio']['name']} (sha256 {one['portfolio']['sha256'][:12]})")
    missing = facts.say("集群数据由谁、何时、如何采集", "who gathered the portfolio's figures, when and how")
    return Answer(sentence(template, portfolios=portfolios, count=str(len(published))), missing)


def preprocessing(facts: Facts) -> Answer:
    """Answer with what is done about blanks."""
    assumed, published = told_apart(facts.results)
    blanks = sum(one["key"].startswith("blank.") for one in (*assumed, *published))
    drawn = facts.say("按设定分布抽取", "drawn from stated distributions")
    unknown = facts.say("保持未知", "left unknown")
    template = facts.say(
        "最近一年空缺的指标({count} 项):{how};其余数据按原样使用。",
        "Figures blank in the latest year ({count}): {how}; all others are used as they are.",
    )
    how = facts.each(lambda one: unknown if one.get("missing") == "unknown" else drawn)
    missing = facts.say(
        "数据表在交给 clusterkit 之前的处理", "what was done to the tables before they were handed over"
    )
    return Answer(sentence(template, count=str(blanks), how=how), missing)


def parameters(facts: Facts) -> Answer:
    """Answer with where every input stands."""
    return Answer(
        facts.say(
            "全部参数及取值见“假定及其出处”;各过程的分布与公式见 docs/model.md;"
            "法律参数见“改动的条文”与 clusterkit levers。",
            "Every input with its value stands under Assumptions; distributions and formulas in docs/model.md; the "
            "law's own numbers in the redline and in clusterkit levers.",
        )
    )


def assumptions(facts: Facts) -> Answer:
    """Answer with the count of what rests on no source."""
    assumed, _ = told_apart(facts.results)
    template = facts.say("ASSUMED 共 {count} 项,逐项列出理由。", "{count} are tagged ASSUMED, each with its reason.")
    return Answer(sentence(template, count=str(len(assumed))))


# 4 Experimentation -------------------------------------------------------------------------------


def initialisation(facts: Facts) -> Answer:
    """Answer with the state at the start and the end of the run."""
    template = facts.say(
        "有终止的系统,无预热;起始状态为 {start} 数据表所载的称号与指标(确定),到 {end} 结束。",
        "Terminating, no warm-up. The initial state is what the portfolio has on file on {start} (deterministic); the "
        "run ends on {end}.",
    )
    start, end = facts.each(lambda one: one["start"]), facts.each(lambda one: one["end"])
    return Answer(sentence(template, start=start, end=end))


def run_length(facts: Facts) -> Answer:
    """Answer with the dates and the unit of time."""
    template = facts.say("{span};时间单位为日。", "{span}; the unit of time is the day.")
    return Answer(sentence(template, span=facts.each(lambda one: f"{one['start']} – {one['end']}")))


def estimation(facts: Facts) -> Answer:
    """Answer with the replications; where a precision was reached, their number needs no further reason."""
    told = manifests(facts.results)
    template = facts.say(
        "独立重复 {runs} 次,同一批随机数用于所有情景;95% 区间按各次重复的 Student 分布。",
        "{runs} independent replications, the same draws for every scenario; Student's 95 % intervals over them.",
    )
    runs = facts.each(lambda one: f"{one.get('replications_done', one['replications']):g}")
    reached = all(one.get("precision", {"reached": False})["reached"] for one in told)
    missing = "" if reached else facts.say("重复次数为何足够(--precision)", "why that many are enough (--precision)")
    return Answer(sentence(template, runs=runs), missing)


# 5 Implementation, 6 Access ----------------------------------------------------------------------


def software(facts: Facts) -> Answer:
    """Answer with the versions on record."""
    found = [one for manifest in manifests(facts.results) for one in manifest.get("environments", [])]
    told = [versions(one) for one in manifests(facts.results)]
    names = {"python": "Python", "numpy": "numpy", "system": ""}
    told += [", ".join(f"{name} {one[key]}".strip() for key, name in names.items() if key in one) for one in found]
    missing = (
        ""
        if found
        else facts.say(
            "操作系统与 Python 的版本(--run 会记录)", "versions of the system and of Python (--run records them)"
        )
    )
    return Answer(facts.listed(told), missing)


def sampling(facts: Facts) -> Answer:
    """Answer with the generator, its keys and the seeds."""
    template = facts.say(
        "SFC64,状态由 SeedSequence 按(种子、模型、流、对象、块)混合而得;种子 {seeds};"
        "情景不进入密钥,故所有情景同一批随机数。",
        "SFC64, its states mixed by SeedSequence from (seed, model, stream, subject, block); seed {seeds}. Scenarios "
        "are no part of the key: all of them meet the same draws.",
    )
    return Answer(sentence(template, seeds=facts.each(lambda one: f"{one['seed']}")))


def execution(facts: Facts) -> Answer:
    """Answer with the event mechanism."""
    return Answer(
        facts.say(
            "SimPy 进程交互;时间为整数“日×8+阶段”,同一天内的先后由法律决定;结果与并行方式无关,逐字节相同。",
            "Process interaction (SimPy) on integer time, day × 8 + phase, so that the order within a day is the "
            "law's; results are the same to the byte however the work is spread.",
        )
    )


def system(facts: Facts) -> Answer:
    """Answer with the machines on record; how long it took is in no result."""
    found = [one for manifest in manifests(facts.results) for one in manifest.get("environments", [])]
    told = [one["machine"] for one in found if "machine" in one]
    return Answer(
        facts.listed(told) if told else "", facts.say("运行时间与硬件配置", "run time and the hardware used")
    )  # fmt: skip


def access(facts: Facts) -> Answer:
    """Answer with what is needed to run it again."""
    template = facts.say(
        "clusterkit-sdk 为开源软件(MIT);重新运行的命令见“问题与计算”;同样的命令、数据、种子和版本得到同样的结果。",
        "clusterkit-sdk is open source (MIT); the commands to run it again stand under the question; the same command, "
        "portfolio, seed and versions give the same results.",
    )
    missing = facts.say("集群数据与本研究文件的获取方式", "where the portfolio and this study's files can be had")
    return Answer(template, missing)
