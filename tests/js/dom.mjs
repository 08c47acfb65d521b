/**
 * As much of a browser's page as the scripts that change it need: a tree, read from well-formed
 * HTML and written to it, found in by id and by the few selectors that they use.
 */

const VOID = new Set(["input", "br"]);

class Node {
  parentNode = null;
  replaceWith(other) {
    const { childNodes } = this.parentNode;
    other.remove();
    other.parentNode = this.parentNode;
    childNodes.splice(childNodes.indexOf(this), 1, other);
    this.parentNode = null;
  }
  remove() {
    if (!this.parentNode) return;
    const { childNodes } = this.parentNode;
    childNodes.splice(childNodes.indexOf(this), 1);
    this.parentNode = null;
  }
}

class Text extends Node {
  nodeType = 3;
  nodeName = "#text";
  constructor(text) {
    super();
    this.nodeValue = text;
  }
  get textContent() {
    return this.nodeValue;
  }
  get outerHTML() {
    return this.nodeValue;
  }
}

class Element extends Node {
  nodeType = 1;
  childNodes = [];
  named = new Map();
  constructor(tag) {
    super();
    this.nodeName = tag.toUpperCase();
  }
  get attributes() {
    return Array.from(this.named, ([name, value]) => ({ name, value }));
  }
  getAttribute(name) {
    return this.named.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.named.has(name);
  }
  setAttribute(name, value) {
    this.named.set(name, value);
  }
  removeAttribute(name) {
    this.named.delete(name);
  }
  append(child) {
    child.remove();
    child.parentNode = this;
    this.childNodes.push(child);
  }
  isEqualNode(other) {
    return this.outerHTML === other.outerHTML;
  }
  get options() {
    return this.all("option");
  }
  all(tag) {
    const inside = this.childNodes.filter((one) => one.nodeType === 1);
    return inside.flatMap((one) => [...(one.nodeName === tag.toUpperCase() ? [one] : []), ...one.all(tag)]);
  }
  getElementById(id) {
    for (const child of this.childNodes.filter((one) => one.nodeType === 1)) {
      const found = child.getAttribute("id") === id ? child : child.getElementById(id);
      if (found) return found;
    }
    return null;
  }
  get innerHTML() {
    return this.childNodes.map((one) => one.outerHTML).join("");
  }
  set innerHTML(html) {
    this.childNodes = [];
    read(html, this);
  }
  get outerHTML() {
    const tag = this.nodeName.toLowerCase();
    const attributes = this.attributes.map(({ name, value }) => ` ${name}="${value}"`).sort();
    const start = `<${tag}${attributes.join("")}>`;
    return VOID.has(tag) ? start : `${start}${this.innerHTML}</${tag}>`;
  }
  get textContent() {
    return this.childNodes.map((one) => one.textContent).join("");
  }
  set textContent(text) {
    this.childNodes = [];
    this.append(new Text(text));
  }
}

/** A template holds what is read into it apart from itself. */
class Template extends Element {
  content = new Element("#fragment");
  set innerHTML(html) {
    this.content.innerHTML = html;
  }
}

/** Read well-formed HTML, without comments or entities, into an element. */
function read(html, into) {
  let at = into;
  for (const [, end, tag, attributes, text] of html.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>|([^<]+)/g)) {
    if (text !== undefined) {
      at.append(new Text(text));
    } else if (end) {
      at = at.parentNode;
    } else {
      const made = new Element(tag);
      for (const [, name, value] of attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
        made.setAttribute(name, value ?? "");
      }
      at.append(made);
      if (!VOID.has(tag)) at = made;
    }
  }
}

/** Make a document whose body is that HTML. */
export function makeDocument(html) {
  const body = new Element("body");
  body.innerHTML = html;
  return {
    body,
    title: "",
    activeElement: null,
    hidden: false,
    createElement: (tag) => (tag === "template" ? new Template(tag) : new Element(tag)),
    getElementById: (id) => body.getElementById(id),
    querySelectorAll: (selector) => body.all(selector.split(" ").at(-1)),
  };
}

export class DOMParser {
  parseFromString(html) {
    return makeDocument(html);
  }
}
