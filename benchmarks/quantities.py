"""Names of what is measured of a picture, as printed and as found in a later run."""

SHOWN = "shown/s"
AGE_MEDIAN = "age median ms"
AGE_P95 = "age p95 ms"
AGE_P99 = "age p99 ms"
KERNEL = "kernel CPU %"
SERVER = "server CPU %"
BROWSER = "browser CPU %"
RECEIVED = "kB/s"
QUALITY = "quality"
WIDTH = "coded width"
FOREIGN_LOAD = "foreign CPU %"

COLUMNS = (
    SHOWN,
    AGE_MEDIAN,
    AGE_P95,
    AGE_P99,
    KERNEL,
    SERVER,
    BROWSER,
    RECEIVED,
    QUALITY,
    WIDTH,
    FOREIGN_LOAD,
)
