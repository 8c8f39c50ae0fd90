-- What every contender gets from wrk: PUTs of the bodies in BENCH_BODIES, spread over BENCH_GROUPS
-- groups that get one body after the other, with BENCH_AUTHORIZATION where it is set. With BENCH_FRESH
-- none of a group's texts resembles the one before. All requests are made before the clock starts.
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

local requests = {}
local next = 0

function init()
    local bodies = {}
    for name in os.getenv("BENCH_BODIES"):gmatch("[^:]+") do
        local file = assert(io.open(name, "rb"))
        bodies[#bodies + 1] = file:read("*a")
        file:close()
    end
    local headers = { ["Content-Type"] = "text/plain; version=0.0.4" }
    local authorization = os.getenv("BENCH_AUTHORIZATION")
    if authorization then headers["Authorization"] = authorization end
    local groups = tonumber(os.getenv("BENCH_GROUPS"))
    local each = math.max(1, math.floor(groups / 2)) -- two threads, each with groups of its own
    for round, body in ipairs(bodies) do
        local text = os.getenv("BENCH_FRESH") and body .. "# " .. round .. "\n" or body
        for i = 1, each do
            local group = groups > 1 and number * each + i or 1
            requests[#requests + 1] = wrk.format("PUT", "/metrics/job/bench/worker/w" .. group, headers, text)
        end
    end
end

function request()
    next = next % #requests + 1
    return requests[next]
end
