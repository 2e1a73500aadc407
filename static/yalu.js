// Yalu's only script. Every page works without it: it saves page loads and mouse clicks, and on any doubt
// it steps aside and lets the browser submit the form as it would have done.
"use strict";

// Pages swaps <main> for the one the server sends, and keeps title, address and focus in step with it.
class Pages {
  constructor() {
    this.live = document.getElementById("live");
    this.address = location.pathname + location.search;
    // Back and forward load the page anew; a jump within the page (the skip link) is none of our business.
    addEventListener("popstate", () => {
      if (location.pathname + location.search !== this.address) location.reload();
    });
  }

  // show fetches a page and shows it. It throws when what comes back is not a page of ours.
  async show(url, options = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 10000);
    try {
      const reply = await fetch(url, { ...options, headers: { "X-Yalu": "fragment" }, credentials: "same-origin", signal: abort.signal });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const main = page.querySelector("main");
      if (!main || !reply.headers.has("X-Yalu-Page")) throw new Error("not a page: " + reply.status);
      this.swap(main, page.title, reply.headers.get("Content-Location"));
    } finally {
      clearTimeout(timer);
    }
  }

  swap(main, title, address) {
    document.querySelector("main").replaceWith(document.adoptNode(main));
    main.classList.add("turn");
    if (title) document.title = title;
    if (address && address !== this.address) history.pushState(null, "", address);
    this.address = location.pathname + location.search;
    prepare(main);
    scrollTo(0, 0);
    const target = main.querySelector("[data-focus]") || main.querySelector("h1") || main;
    if (!target.matches("a, button, input, select, summary")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    const said = main.querySelector("[data-say]");
    this.live.textContent = said ? said.innerText.trim().replace(/\s+/g, " ") : "";
  }
}

// Forms hands answers in once, without a reload.
class Forms {
  constructor(pages) {
    this.pages = pages;
    addEventListener("submit", (event) => this.submit(event));
    addEventListener("click", (event) => this.next(event));
    // Coming back by the back button must find a form that can be handed in again.
    addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => this.release(form)));
  }

  submit(event) {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
    if (!("swap" in form.dataset)) return;
    event.preventDefault();
    this.send(form, event.submitter).catch(() => this.plainly(form, event.submitter));
  }

  async send(form, submitter) {
    const body = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    await this.pages.show(form.getAttribute("action"), { method: "POST", body });
  }

  // plainly submits as if this script did not exist. The server counts the same question once, however often it arrives.
  plainly(form, submitter) {
    if (submitter && submitter.name) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    form.submit();
  }

  release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  }

  next(event) {
    const link = event.target.closest && event.target.closest("a[data-swap]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.sent) return;
    link.dataset.sent = "yes";
    this.pages.show(link.href).catch(() => location.assign(link.href));
  }
}

// Keys: 1-9 choose, the same again or Enter hands in, Space or Enter goes on after the feedback.
class Keys {
  constructor() {
    addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    const typing = at.matches && at.matches("input:not([type=radio]), select, textarea, [contenteditable]");
    if (typing) return;
    if (/^[1-9]$/.test(event.key)) return this.choose(event, Number(event.key) - 1);
    const onControl = at.matches && at.matches("a, button, summary");
    if (event.key === "Enter" && at.matches && at.matches("input[type=radio]")) return this.handIn(event);
    if (event.key === " " && at.matches && at.matches("a[data-next]")) return this.goOn(event); // Space alone does not follow links
    if (onControl) return;
    if (event.key === "Enter" || (event.key === " " && !document.querySelector("form[data-ask]"))) this.goOn(event);
  }

  choose(event, index) {
    const form = document.querySelector("form[data-ask]");
    if (!form) return;
    const radios = form.querySelectorAll("input[type=radio]");
    const buttons = form.querySelectorAll("details[open] button");
    if (radios[index]) {
      event.preventDefault();
      if (radios[index].checked) return this.handIn(event);
      radios[index].checked = true;
      radios[index].focus();
    } else if (!radios.length && buttons[index]) {
      event.preventDefault();
      buttons[index].click();
    }
  }

  handIn(event) {
    const button = document.querySelector("form[data-ask] button[data-hand-in]");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  goOn(event) {
    const next = document.querySelector("a[data-next]");
    if (next) {
      event.preventDefault();
      next.click();
    } else if (event.key === "Enter") {
      this.handIn(event);
    }
  }
}

// prepare tells a new form the reader's time zone and the moment it was shown.
function prepare(root) {
  let zone = "";
  try {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  } catch {
    // A browser without Intl leaves the zone to the settings page.
  }
  root.querySelectorAll("[data-zone]").forEach((field) => {
    if ("value" in field) field.value = zone;
    else if (zone) field.textContent = zone;
  });
}

document.documentElement.classList.add("keys");
new Forms(new Pages());
new Keys();
prepare(document);
