#!/bin/sh
# `make demo`: a training hall with people waiting, then the clerk's screen; without a terminal, the walk instead.
set -eu
if [ ! -t 0 ]; then
  exec counter walkthrough
fi
hall="${COUNTER_HALL:-demo-hall}"
if [ ! -e "$hall/hall.toml" ]; then
  counter init "$hall" --training --name 星城市政务服务中心
  for class in normal normal elderly normal normal with-child normal; do
    counter --hall "$hall" --as g1 ticket take --queue general --class "$class" > /dev/null
  done
  for _ in 1 2 3; do
    counter --hall "$hall" --as g1 ticket take --queue bundle --matter 大学生就业创业落户 > /dev/null
  done
fi
exec counter --hall "$hall" --as c3
