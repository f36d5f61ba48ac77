// Only for the static export: from a code, scanned or typed, to the page under its hash. Nothing leaves the browser.
"use strict";
(async () => {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const own = /^\/code\.(zh-Hans|zh-Hant|en)\.html$/.exec(location.pathname);
  const query = new URLSearchParams(location.search);
  const asked = own ? own[1] : query.get("lang") || navigator.language || "";
  const language = /^en/i.test(asked) ? "en" : /hant|tw|hk|mo/i.test(asked) ? "zh-Hant" : "zh-Hans";
  const go = (place) => location[scanned ? "replace" : "assign"](`${place}.${language}.html`);
  const scanned = /^\/[sStTp]\/./.test(location.pathname);
  if (scanned) {
    let last = location.pathname.replace(/\/+$/, "").split("/").pop() || "";
    try { last = decodeURIComponent(last); } catch { return go("/answer/unreadable"); }
    return open(last);
  }
  const form = document.getElementById("by-code");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // the code stays here
    const typed = document.getElementById("q").value.trim().replace(/\/+$/, "").split("/").pop() || "";
    if (typed) open(typed);
  });

  if (location.hash.length > 1) { // typed where words are looked for
    const given = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    open(given);
  }

  async function open(text) {
    const code = text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    if (code.length !== 38 || [...code].some((letter) => !alphabet.includes(letter))) return go(`/answer/${kindOf(code)}`);
    const hash = sha256(code), place = `/s/${hash.slice(0, 2)}/${hash}`;
    try {
      const found = await fetch(`${place}.${language}.html`, { method: "HEAD" });
      go(found.ok ? place : found.status === 404 ? "/answer/not-found" : "/answer/not-ready");
    } catch { go("/answer/not-ready"); }
  }

  function kindOf(text) { // by its shape, as the live site does (counter/rules/typed.py)
    if (/^([RSTWA-H][0-9]{3,}|[0-9]{2,})$/.test(text) && text.length < 20) return "number";
    return /^1[CTSXNPB][0-9A-Z]{4,}$/.test(text) && text.length < 38 ? "piece" : "unreadable";
  }

  // The browser's own is there over https only; this one anywhere (FIPS 180-4, for the letters of a code).
  function sha256(text) {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const part = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) >>> 0;
    const k = primes.map((p) => part(Math.cbrt(p)));
    const h = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
    const bytes = [...text].map((letter) => letter.charCodeAt(0)), bits = bytes.length * 8;
    bytes.push(0x80);
    while (bytes.length % 64 !== 60) bytes.push(0);
    bytes.push((bits >>> 24) & 255, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < bytes.length; at += 64) {
      const w = [];
      for (let i = 0; i < 64; i++) {
        if (i < 16) { w[i] = bytes.slice(at + 4 * i, at + 4 * i + 4).reduce((sum, byte) => (sum << 8) | byte, 0); continue; }
        const a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = (w[i - 16] + a + w[i - 7] + b) | 0;
      }
      let [a, b, c, d, e, f, g, last_] = h;
      for (let i = 0; i < 64; i++) {
        const one = (last_ + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [last_, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, last_].forEach((x, i) => { h[i] = (h[i] + x) >>> 0; });
    }
    return h.map((x) => x.toString(16).padStart(8, "0")).join("");
  }
})();
