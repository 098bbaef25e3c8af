"""A second, scalar reading of the law, for checking what a traced run wrote.

It starts from the legal texts and the decisions on how they are read, and shares no line with the tool:
plain Python, exact decimals, one cluster and one day at a time.

| module | what it holds |
|---|---|
| `levers` | the numbers, dates and choices of the law, and the value in force on a day |
| `law` | the four standards, judged for one cluster on one day; duties, causes, calendars |
| `trace` | the files of a trace folder, read as text |
| `path` | one path, day by day: what the law does to one title |
| `folder` | a trace folder made cluster by cluster, for the tests |
| `replay` | `disagreements`: the law's paths beside what the tool wrote |
"""
