"""Many episodes from hosts that misbehave, while workers are killed: is anything lost or twice?

    python -m benchmarks.storm --json [--episodes 200] [--workers 5] [--engine local] [--seed 1]

A loopback host (`weather`) offers episodes that drop, stall, lie about their length, send other
bytes on resume, lead to 127.0.0.1 and file://, answer 404, 429, 503, send pages and gzip bombs as
mp3. Each has the outcome that it must have, named beforehand. A driver (`driver`) runs the night's
own loop over them, with the real downloader, store and ledger; time runs `speed` times as fast for
the ledger, so that waits of minutes take seconds. Recognition and writing are a look at what was
downloaded. Every few seconds one worker is killed; with `--engine dask` the cluster has four
workers, one of which is killed, then the driver, which is started again.

The last line is one JSON object. `episodes`, `cases`, `kills`, `driver_kills`; `wrong`, episodes
whose outcome is not the expected one, each with both; `lost`, neither done nor given up;
`done_twice`, stages that the ledger saw finished more than once; `again`, works that were carried
to their end more than once, and `explained`, those of them whose worker or driver was killed
meanwhile; `largest`, bytes of the largest unfinished download that was ever seen, and `cap`, above
which no worker can write at all; `inside`, requests that reached an address that must not be asked;
`rss_first` and `rss_last` in MB, of the five eldest workers after their first and last quarter of
works; `driver_rss` in MB at its peak; `wall_s`.
"""
