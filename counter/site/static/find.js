// Only for the static export: guides by what somebody types, looked up in one file. Nothing leaves the browser.
"use strict";
(async () => {
  const form = document.getElementById("by-words"), field = document.getElementById("words");
  const list = document.getElementById("found"), count = document.getElementById("count");
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
  const most = 60;
  let index = null;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    const code = typed.replace(/\/+$/, "").split("/").pop().normalize("NFKC").replace(/[\s-]/g, "");
    const number = /^([RSTW]20\d{6,}|1[CTSXNPB](?=.*\d)[0-9A-Z]{8,})$/i; // a receipt's number, a piece of a code
    if (/^[0-9a-z]{38}$/i.test(code) || number.test(code)) return location.assign(`${form.dataset.code}#${code}`);
    if (!typed) return;
    // behind the #: no server is told what stands there
    if (list) location.hash = encodeURIComponent(typed);
    else location.assign(`${form.dataset.place}#${encodeURIComponent(typed)}`);
  });
  if (!list) return;
  addEventListener("hashchange", show);
  show();

  async function show() {
    let typed = "";
    try { typed = decodeURIComponent(location.hash.slice(1)).slice(0, 200).trim(); } catch { /* no words of ours */ }
    field.value = typed;
    list.replaceChildren();
    count.textContent = "";
    if (!typed) return;
    try {
      if (!index) {
        const answer = await fetch(list.dataset.index);
        if (!answer.ok) throw new Error(String(answer.status));
        index = await answer.json();
      }
    } catch { count.textContent = count.dataset.late; return; }
    const found = find(fold(typed), typed);
    count.textContent = (found.length ? count.dataset.some : count.dataset.none)
      .replace("#", () => (found.length ? found.length : typed));
    for (const place of found.slice(0, most)) {
      const [address, name, whose] = index.guides[place];
      const line = document.createElement("li"), link = document.createElement("a"), who = document.createElement("span");
      link.href = address;
      link.textContent = name;
      who.className = "who";
      who.textContent = whose;
      line.append(link, " ", who);
      list.append(line);
    }
  }

  function find(text, typed) {
    const points = new Map();
    const add = (place, more) => points.set(place, (points.get(place) || 0) + more);
    const said = (word, weight) => (Object.hasOwn(index.said, word) ? index.said[word] : [])
      .forEach((place, rank) => add(place, weight * (1 - rank / 12)));
    const holding = (word, weight) => index.guides.forEach((guide, place) => {
      if (guide[3].includes(word)) add(place, weight * (guide[3].startsWith(word) ? 2 : 1));
    });
    if (text.length > 1) holding(text, 6);
    said(text, 20);
    if (/^[\x00-\x7f]+$/.test(text)) {
      for (const word of typed.toLowerCase().split(/\s+/)) {
        if (word.length > 2 && word !== text) { said(word, 3); holding(word, 1); }
      }
      return ranked(points);
    }
    const longest = Object.keys(index.said).reduce((size, word) => Math.max(size, word.length), 2);
    let rest = "";
    const flush = () => { // what no table knows: whole, else two signs at a time
      if (rest.length > 1) {
        if (index.guides.some((guide) => guide[3].includes(rest))) holding(rest, 2 + rest.length / 4);
        else for (let at = 0; at + 1 < rest.length; at++) holding(rest.slice(at, at + 2), 1 / rest.length);
      }
      rest = "";
    };
    for (let at = 0; at < text.length;) {
      let size = Math.min(longest, text.length - at);
      while (size > 1 && !Object.hasOwn(index.said, text.slice(at, at + size))) size--;
      if (size > 1) {
        flush();
        said(text.slice(at, at + size), 4 + size);
        at += size;
        continue;
      }
      const filler = index.passed.find((word) => text.startsWith(word, at));
      if (filler) { flush(); at += filler.length; } else rest += text[at++];
    }
    flush();
    return ranked(points);
  }

  function ranked(points) {
    const all = [...points].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    return all.filter(([, worth]) => worth > all[0][1] / 8).map(([place]) => place);
  }
})();
