// Only for the static export: from a code in the address to the page under its hash. Nothing leaves the browser.
"use strict";
(async () => {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const asked = new URLSearchParams(location.search).get("lang") || navigator.language || "";
  const language = /^en/i.test(asked) ? "en" : /hant|tw|hk|mo/i.test(asked) ? "zh-Hant" : "zh-Hans";
  const go = (place) => location.replace(`${place}.${language}.html`);
  let last = location.pathname.replace(/\/+$/, "").split("/").pop() || "";
  try { last = decodeURIComponent(last); } catch { return go("/answer/unreadable"); }
  const code = last.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (code.length !== 38 || [...code].some((letter) => !alphabet.includes(letter))) return go("/answer/unreadable");
  try {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)); // over https only
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const place = `/s/${hash.slice(0, 2)}/${hash}`;
    const found = await fetch(`${place}.${language}.html`, { method: "HEAD" });
    go(found.ok ? place : found.status === 404 ? "/answer/not-found" : "/answer/not-ready");
  } catch { go("/answer/not-ready"); }
})();
