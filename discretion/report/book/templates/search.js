// The search of the book: words, ids and articles, in Chinese and English, over entries.js. It writes text only, never markup.
"use strict";
(() => {
  const HAN = "零一二三四五六七八九", TENS = { 十: 10, 百: 100, 千: 1000 }, MOST = 60;
  const N = "([〇零一二三四五六七八九十百千]+|\\d+)";
  const ARTICLE = new RegExp(`第?${N}条(?:之${N})?(?:第?${N}款)?(?:第?[（(]?${N}[)）]?项)?`);
  const PLAIN = /^(\d+)(?:-(\d+))?(?:\.(\d+))?(?:[（(](\d+)[)）])?$/;
  const CITED = /^([^:]+):(\d+)(?:-(\d+))?(?:\.(\d+))?(?:\((\d+)\))?$/;
  const root = document.body.dataset.root, field = document.getElementById("q"), box = document.getElementById("hits");
  let loading = null, at = -1;

  function number(text) {
    if (text === undefined) return null;
    if (/^\d+$/.test(text)) return Number(text);
    let total = 0, digit = 0;
    for (const sign of text) {
      if (TENS[sign]) { total += (digit || 1) * TENS[sign]; digit = 0; }
      else digit = Math.max(0, HAN.indexOf(sign));
    }
    return total + digit;
  }

  function query(text) {
    let place = null;
    const found = ARTICLE.exec(text), words = [];
    if (found) { place = found.slice(1).map(number); text = text.replace(found[0], " "); }
    for (const word of text.toLowerCase().split(/[\s,，、;；。：《》“”"]+/).filter(Boolean)) {
      const plain = PLAIN.exec(word);
      if (plain && !place) place = plain.slice(1).map(number);
      else words.push(word);
    }
    return { place, words, text: text.trim().toLowerCase() };
  }

  // an article as asked for meets a citation of it, of a part of it, or one that names it less exactly
  function meets(cited, place) {
    const found = CITED.exec(cited);
    if (!found) return 0;
    const [article, inserted, paragraph, item] = found.slice(2).map(number);
    if (article !== place[0] || inserted !== place[1]) return 0;
    const pairs = [[place[2], paragraph], [place[3], item]];
    if (pairs.some(([asked, given]) => asked !== null && given !== null && asked !== given)) return 0;
    return pairs.every(([asked, given]) => asked === null || asked === given) ? 30 : 20;
  }

  function worth(word, entry, laws) {
    const [title, id, , kind, place, words, cited] = entry, low = title.toLowerCase();
    if (word === id) return 100;
    if (low.includes(word)) return 40 + (low.startsWith(word) ? 5 : 0);
    if (id.includes(word)) return 25;
    if (words.includes(word)) return 25;
    if (cited.some((one) => one.startsWith(word) || (laws[one.split(":")[0]] || "").includes(word))) return 12;
    return kind.toLowerCase().includes(word) || place.toLowerCase().includes(word) ? 5 : 0;
  }

  function search(text) {
    const { entries, laws } = window.RULEBOOK, asked = query(text), found = [];
    if (!asked.place && !asked.words.length) return null;
    entries.forEach((entry, index) => {
      let score = 0, cited = "";
      if (asked.place) {
        for (const one of entry[6]) { const fits = meets(one, asked.place); if (fits > score) { score = fits; cited = one; } }
        // a bare number may also be the section of a table
        if (!score && entry[1].includes(asked.text) && asked.text) score = 15;
        if (!score) return;
      }
      for (const word of asked.words) { const fits = worth(word, entry, laws); if (!fits) return; score += fits; }
      found.push({ entry, score, index, cited });
    });
    return found.sort((a, b) => b.score - a.score || a.index - b.index);
  }

  function line(tag, text) { const made = document.createElement(tag); made.textContent = text; return made; }

  function show() {
    const found = search(field.value), { words } = window.RULEBOOK;
    box.replaceChildren(); at = -1; box.hidden = found === null;
    if (found === null) return;
    for (const { entry, cited } of found.slice(0, MOST)) {
      const link = line("a", entry[0]);
      link.href = root + entry[2].split("#").map(encodeURI).join("#"); link.setAttribute("role", "option");
      link.append(line("small", [entry[3], entry[4], entry[1], cited].filter(Boolean).join(" · ")));
      box.append(link);
    }
    if (!found.length) box.append(line("p", words.none));
    if (found.length > MOST) box.append(line("p", words.more));
  }

  function load() {
    loading ||= new Promise((done) => {
      const script = document.createElement("script");
      script.src = root + "assets/entries.js"; script.onload = done; document.head.append(script);
    });
    return loading;
  }

  function move(step) {
    const links = [...box.querySelectorAll("a")];
    if (!links.length) return;
    at = (at + step + links.length) % links.length;
    links.forEach((link, index) => link.classList.toggle("at", index === at));
    links[at].scrollIntoView({ block: "nearest" });
  }

  field.addEventListener("input", () => load().then(show));
  field.addEventListener("focus", () => load().then(() => field.value && show()));
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    else if (event.key === "Escape") box.hidden = true;
    else if (event.key === "Enter") { const link = box.querySelectorAll("a")[Math.max(at, 0)]; if (link) link.click(); }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) box.hidden = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { field.value = asked; load().then(show); }
})();
