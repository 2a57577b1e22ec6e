"use strict";
// What the race says comes as JSON and is put in as text. The failing case alone is HTML, made and escaped by the server.
const words = document.body.dataset;
const query = words.token ? `t=${encodeURIComponent(words.token)}&` : "";
const at = (id) => document.getElementById(id);
let race = null;
let heard = 0; // when, by this page's clock
let shown = {}; // what each part was last made from

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function time(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest}` : rest;
}

function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

// Makes a part again only where what it is made from has changed.
function part(name, value, draw) {
  const now = JSON.stringify(value);
  if (shown[name] === now) return;
  shown[name] = now;
  draw(value);
}

function tick() {
  if (!race) return;
  const since = (performance.now() - heard) / 1000;
  const clock = at("clock");
  if (race.phase === "countdown" && race.countdown) put(clock, String(race.countdown));
  else put(clock, time(race.clock_s + race.pace * since));
  clock.classList.toggle("still", !race.pace && race.phase === "running");
  const now = race.at_s + (race.phase === "running" ? since * (race.pace || 1) : 0);
  put(at("left"), race.limit_s !== null && race.phase === "running" ? words.left.replace("{time}", time(race.limit_s - now)) : "");
  const hint = race.you && race.you.hint;
  if (hint && !hint.text) put(at("hint-text"), words.writing.replace("{seconds}", String(Math.max(0, Math.floor(now - hint.asked_s)))));
}

function bars(values, most, label, least = 1) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", `0 0 ${Math.max(values.length, least) * 4} 16`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  values.forEach((value, place) => {
    const height = most ? Math.max(1, 16 * value / most) : 1;
    const bar = document.createElementNS(svg.namespaceURI, "rect");
    for (const [name, is] of [["x", place * 4], ["y", 16 - height], ["width", 3], ["height", height]]) bar.setAttribute(name, String(is));
    svg.append(bar);
  });
  return svg;
}

function mark(svg, share, className) {
  const line = document.createElementNS(svg.namespaceURI, "line");
  const x = share * svg.viewBox.baseVal.width;
  for (const [name, is] of [["x1", x], ["x2", x], ["y1", 0], ["y2", 16], ["class", className]]) line.setAttribute(name, String(is));
  svg.append(line);
}

function newLane() {
  const item = make("li");
  const row = make("div", "row");
  row.append(make("span", "name"), make("span", "state"));
  const track = make("div", "track");
  track.setAttribute("aria-hidden", "true");
  track.append(make("i"), make("b"));
  const detail = make("div", "detail");
  detail.append(make("span", "figure"), make("span", "words"));
  item.append(row, track, make("ol", "stations"), detail);
  return item;
}

function drawLanes(lanes) {
  const list = at("lanes");
  while (list.children.length < lanes.length) list.append(newLane());
  while (list.children.length > lanes.length) list.lastChild.remove();
  lanes.forEach((lane, place) => part(`lane ${place}`, lane, () => {
    const item = list.children[place];
    item.className = lane.kind;
    put(item.querySelector(".name"), lane.name);
    const state = item.querySelector(".state");
    state.className = `state ${lane.tone}`;
    put(state, lane.state);
    item.querySelector(".track i").style.width = `${100 * lane.position}%`;
    item.querySelector(".track b").style.left = `${100 * lane.position}%`;
    item.querySelector(".stations").replaceChildren(...lane.stations.map(([name, status, count]) => make("li", status, count ? `${name} ${count}` : name)));
    const figure = item.querySelector(".figure");
    figure.replaceChildren();
    if (lane.rates.length) figure.append(bars(lane.rates, Math.max(...lane.rates), words.rate, 32));
    if (lane.bars.length) {
      const svg = bars(lane.bars, 8, words.mine);
      mark(svg, lane.expected, "own");
      mark(svg, lane.now, "");
      figure.append(svg);
    }
    put(item.querySelector(".words"), lane.detail);
  }));
}

function drawStandings(standings) {
  const place = at("standings");
  place.hidden = !standings;
  if (!standings) return;
  const table = make("table");
  const head = make("tr");
  for (const text of ["#", words.who, words.points]) head.append(make("th", "", text));
  for (const [label] of standings.letters) head.append(make("th", "", label));
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const row of standings.rows) {
    const line = make("tr", row.kind);
    line.append(make("td", "", String(row.rank)), make("td", "who", row.name));
    const total = make("td", "", String(row.points));
    total.append(make("small", "", row.time));
    line.append(total);
    for (const cell of row.cells) {
      const box = make("td", cell.points !== null ? "solved" : "");
      box.textContent = cell.points !== null ? String(cell.points) : cell.pending ? "?" : cell.wrong ? "" : "-";
      if (cell.wrong) box.append(` (+${cell.wrong})`);
      if (cell.time) box.append(make("small", "", cell.time));
      line.append(box);
    }
    body.append(line);
  }
  table.append(top, body);
  place.replaceChildren(table);
}

function drawNews(news) {
  const list = at("news");
  if (!list) return;
  list.replaceChildren(...news.slice().reverse().map((one) => {
    const item = make("li");
    item.append(make("time", "", one.time), make("span", "", one.text));
    return item;
  }));
}

function press(what) {
  fetch(`/key?${query}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }).catch(() => {});
}

function drawYou(you) {
  const yours = at("yours");
  if (!yours) return;
  yours.hidden = !you;
  if (!you) return;
  part("keys", you.keys, () => {
    const keys = you.keys.filter(([key]) => key !== "o");
    at("keys").replaceChildren(...keys.map(([key, label]) => {
      const button = make("button");
      button.type = "button";
      button.append(make("b", "", key), label);
      button.addEventListener("click", () => press({ key: key[0] }));
      return button;
    }));
  });
  put(at("message"), you.message);
  at("closing").hidden = !you.closing;
  const hint = you.hint;
  at("hint").hidden = !hint || !hint.shown;
  if (hint) {
    put(at("hint-title"), hint.title);
    if (hint.text) put(at("hint-text"), hint.text);
  }
  at("case").hidden = !you.case;
  put(at("case-file"), you.file ? `${you.file} ${you.saved}` : "");
  part("case", you.case, (html) => { at("case-body").innerHTML = html; });
  part("task", you.task, choose);
}

function choose(task) {
  for (const section of document.querySelectorAll("section.problem")) section.hidden = section.dataset.task !== task;
  for (const button of document.querySelectorAll(".pick")) button.setAttribute("aria-pressed", String(button.dataset.task === task));
}

function drawResult(result) {
  at("result").hidden = !result;
  if (!result) return;
  at("result-lines").replaceChildren(...result.lines.map((line) => make("li", "", line)));
  put(at("share"), result.share);
  at("programs").replaceChildren(...result.programs.map((program) => {
    const details = make("details");
    details.append(make("summary", "", `${program.name} ${program.verdict}`), make("pre", "", program.code));
    return details;
  }));
}

function draw(state) {
  race = state;
  heard = performance.now();
  put(at("headline"), state.headline);
  at("headline").className = state.tone;
  put(at("ghost"), state.ghost);
  drawLanes(state.lanes);
  part("standings", state.standings, drawStandings);
  part("news", state.news, drawNews);
  drawYou(state.you);
  part("result", state.result || null, drawResult);
  tick();
}

const source = new EventSource(`/events?${query}lang=${words.lang}`);
source.addEventListener("state", (event) => {
  at("connection").hidden = true;
  draw(JSON.parse(event.data));
  if (race.result) source.close();
});
source.addEventListener("error", () => {
  const over = race && race.phase === "over";
  if (over) source.close();
  put(at("connection"), over ? words.ended : words.lost);
  at("connection").hidden = false;
});
setInterval(tick, 200);

for (const button of document.querySelectorAll(".said")) button.addEventListener("click", () => press({ said: button.dataset.said }));
for (const button of document.querySelectorAll(".pick")) button.addEventListener("click", () => {
  choose(button.dataset.task);
  press({ task: button.dataset.task });
});
for (const link of document.querySelectorAll("a.submit")) link.addEventListener("click", () => press({ opened: true }));
