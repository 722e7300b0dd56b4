"""Bodies that are new with every request, made by wrk as it sends them: what agents and new questions look like."""
from __future__ import annotations

import json
from pathlib import Path

# 8 digits that no two of a run's requests share, all of them different from one to the next: LuaJIT tells long
# strings apart by a few of their bytes
_MARK = """\
local count = %(first)d
local function mark()
  count = count + 1
  return string.format("%%08x", count * 2654435761 %% 4294967296)
end
"""

# the given body with marks in the place of as many of its bytes: where the words begin, in the middle, at the end
_NEW = """\
local file = io.open(%(body)s, "rb")
local text = file:read("*a")
file:close()
local from, to = %(from)d, %(to)d
local middle = math.floor(#text / 2)
local a, b = text:sub(1, from), text:sub(from + 9, middle - 512)
local c, d = text:sub(middle + 513, to - 8), text:sub(to + 1)
function request()
  local m = mark()
  return wrk.format(nil, nil, nil, table.concat({a, m, b, m:rep(128), c, m, d}))
end
"""

# conversations that take turns; each grows by a pair of messages with each request, and begins anew at its end
_GROWING = """\
local words = %(words)s
local head = '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."}'
local talks = {}
local function message(role) return ',{"role":"' .. role .. '","content":"' .. mark() .. words .. '"}' end
local function begun(turns)
  local parts = {head}
  for turn = 0, turns do
    if turn > 0 then parts[#parts + 1] = message("assistant") end
    parts[#parts + 1] = message("user")
  end
  return {text = table.concat(parts), turns = turns}
end
for talk = 1, %(talks)d do talks[talk] = begun(%(least)d + talk %% (%(most)d - %(least)d)) end
local turn = 0
function request()
  turn = turn + 1
  local place = turn %% %(talks)d + 1
  local talk = talks[place]
  if talk.turns >= %(most)d then talk = begun(%(least)d) end
  talk.text = talk.text .. message("assistant") .. message("user")
  talk.turns = talk.turns + 1
  talks[place] = talk
  return wrk.format(nil, nil, nil, talk.text .. '],"temperature":0.2,"seed":' .. turn .. '}')
end
"""

_MESSAGE_BYTES = 1_000
_TALKS = 64
_LEAST, _MOST = 40, 60  # turns, two messages of about a kilobyte each: 80 to 120 KB


def new_bodies(body: Path, first: int) -> str:
    """A script that sends the chat body of that file with other words each time, all of the same length."""
    text = body.read_bytes()
    start = text.index(b'"role": "user", "content": "') + len(b'"role": "user", "content": "')
    end = text.index(b'"}]', start)
    return _MARK % {"first": first} + _NEW % {"body": json.dumps(str(body)), "from": start, "to": end}


def growing_bodies(sentence: str, first: int) -> str:
    """A script that sends conversations which grow turn by turn, about 100 KB at each request."""
    words = (sentence * (_MESSAGE_BYTES // len(sentence) + 1))[:_MESSAGE_BYTES]
    return _MARK % {"first": first} + _GROWING % {
        "words": json.dumps(" " + words), "talks": _TALKS, "least": _LEAST, "most": _MOST,
    }
