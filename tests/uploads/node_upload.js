// Sends FILE with the vendored tus-js-client from Node, cutting CUTS connections at
// random bytes: node node_upload.js TUS URL COOKIE CUSTOMER FILE CUTS CHUNK
"use strict";
const { openAsBlob } = require("node:fs");
const http = require("node:http");
const { basename } = require("node:path");
const { Readable } = require("node:stream");

const [library, endpoint, cookie, customer, file, cuts, chunk] = process.argv.slice(2);
const tus = require(library);
let left = Number(cuts);

// The browser's build knows XMLHttpRequest only; it takes any other way to send.
class Request {
  constructor(method, url) {
    this.request = http.request(url, { method });
    this.method = method;
    this.url = url;
  }
  getMethod() { return this.method; }
  getURL() { return this.url; }
  setHeader(name, value) { this.request.setHeader(name, value); }
  getHeader(name) { return this.request.getHeader(name); }
  setProgressHandler() {}
  getUnderlyingObject() { return this.request; }
  async abort() { this.request.destroy(); }
  send(body) {
    return new Promise((resolve, reject) => {
      this.request.on("error", reject);
      this.request.on("response", async (response) => {
        let text = "";
        for await (const piece of response) text += piece;
        resolve({
          getStatus: () => response.statusCode,
          getHeader: (name) => response.headers[name.toLowerCase()],
          getBody: () => text,
          getUnderlyingObject: () => response,
        });
      });
      if (!body) return this.request.end();
      this.request.setHeader("Content-Length", body.size);
      const source = Readable.fromWeb(body.stream()), cutAt = Math.random() * body.size;
      let sent = 0;
      source.on("data", (piece) => {
        sent += piece.length;
        if (left > 0 && sent >= cutAt) {
          left -= 1;
          source.destroy();
          this.request.destroy(new Error("cut"));
        }
      });
      source.pipe(this.request);
    });
  }
}

openAsBlob(file).then((blob) => new tus.Upload(blob, {
  endpoint,
  httpStack: { createRequest: (method, url) => new Request(method, url), getName: () => "cut" },
  chunkSize: Number(chunk) || Infinity,
  retryDelays: Array(50).fill(10),
  headers: { Cookie: cookie },
  metadata: { filename: basename(file), customer },
  onError: (error) => { console.error(String(error)); process.exit(1); },
  onSuccess() { console.log(this.url || "done", left); process.exit(0); },
}).start());
