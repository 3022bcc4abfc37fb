/** The simulator's `/world`: one function a path. An answer always has `ok`; when false, `error` is a sentence. */

const LIMIT_MS = 12_000;

async function call(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const answer = await response.json();
    return { ok: response.ok, ...answer };
  } catch (error) {
    return { ok: false, error: `The simulator does not answer ${path}: ${error.message}` };
  }
}

const get = (path) => call("GET", path);
const post = (path, body) => call("POST", path, body);
const at = encodeURIComponent;

export const api = {
  world: () => get("/world"),
  messages: (channel, user) => get(`/world/channels/${at(channel)}/messages?user=${at(user)}`),
  say: (body) => post("/world/say", body),
  click: (body) => post("/world/click", body),
  suggest: (body) => post("/world/suggest", body),
  submit: (body) => post("/world/submit", body),
  close: (body) => post("/world/close", body),
  home: (user) => post("/world/home", { user }),
  join: (user, channel) => post("/world/join", { user, channel }),
  react: (body) => post("/world/react", body),
  person: (user, changes) => post("/world/person", { user, ...changes }),
  clock: (changes) => post("/world/clock", changes),
  sockets: (action) => post("/world/sockets", { action }),
  troubles: () => get("/world/troubles"),
  trouble: (name, seconds) => post("/world/troubles", { name, seconds }),
  aws: () => get("/world/aws"),
  scenario: (service, scenario) => post("/world/aws/scenario", { service, scenario }),
  alarm: (service) => post("/world/aws/alarm", { service }),
};
