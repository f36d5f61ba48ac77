#!/bin/sh
# `make demo`: a training hall with people waiting, then the clerk's screen; without a terminal, the walk instead.
set -eu
if [ ! -t 0 ]; then
  exec counter walkthrough
fi
hall="${COUNTER_HALL:-demo-hall}"
if [ ! -e "$hall/hall.toml" ]; then
  counter init "$hall" --training --waiting 12 --name 星城市政务服务中心
  printf '按回车打开 3 号窗口（先登录）……'
  read -r _
fi
# The hall's own process prints and publishes while this screen is open (it ends with it).
counter --hall "$hall" run --while-pid $$ > /dev/null 2>&1 &
exec counter --hall "$hall" --as c3
