// Sends one file by PUT to an address that the page gives, and keeps its CRC-32 on the way.
// A transfer belongs to this module, not to the element that shows it: it goes on while nobody looks.
const transfers = new Map();

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const box = parentElement.querySelector(".drop");
  const transfer = transfers.get(data.id) ?? { state: "empty" };
  transfers.set(data.id, transfer);
  transfer.draw = () => draw(box, data, transfer, choose, reset);
  transfer.tell = () => setStateValue("sent", { ticket: transfer.ticket, crc32: transfer.crc32 });

  function choose(file) {
    transfers.set(data.id, Object.assign(transfer, { state: "asked", file, sent: 0, ticket: data.leave?.ticket }));
    transfer.draw();
    setTriggerValue("wanted", { name: file.name, size: file.size });
  }

  function reset() {
    transfer.request?.abort();
    Object.assign(transfer, { state: "empty", file: null, request: null });
    setStateValue("sent", null);
    transfer.draw();
  }

  if (transfer.state === "asked" && data.refusal) {
    Object.assign(transfer, { state: "failed", why: data.refusal });
  } else if (transfer.state === "asked" && data.leave && data.leave.ticket !== transfer.ticket) {
    send(transfer, data.leave);
  }
  transfer.draw();
}

function send(transfer, leave) {
  const request = new XMLHttpRequest();
  Object.assign(transfer, { state: "sending", ticket: leave.ticket, request });
  const fail = (why) => {
    if (transfer.request !== request) return;
    Object.assign(transfer, { state: "failed", why, request: null });
    transfer.draw();
  };
  request.open("PUT", leave.url);
  for (const [name, value] of Object.entries(leave.headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = (event) => {
    transfer.sent = event.loaded;
    transfer.draw();
  };
  request.onerror = () => fail("The storage could not be reached. Check the connection and try again.");
  request.onload = async () => {
    if (request.status >= 300) return fail(`The storage refused the file (${request.status}). Try again.`);
    try {
      transfer.crc32 = await checksum;
    } catch {
      return fail("The file could not be read. Choose it again.");
    }
    if (transfer.request !== request) return;
    Object.assign(transfer, { state: "done", request: null });
    transfer.draw();
    transfer.tell();
  };
  const checksum = crc32(transfer.file);
  checksum.catch(() => {});
  request.send(transfer.file);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

async function crc32(file) {
  let crc = 0xffffffff;
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const byte of piece.value) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function draw(box, data, transfer, choose, reset) {
  const parts = { empty: drawEmpty, asked: drawSending, sending: drawSending, done: drawDone, failed: drawFailed };
  box.dataset.state = transfer.state;
  box.setAttribute("aria-label", data.label);
  parts[transfer.state](box, data, transfer, choose, reset);
}

function drawEmpty(box, data, _transfer, choose) {
  const input = element("input", { type: "file", accept: data.accept, hidden: true });
  input.onchange = () => input.files[0] && choose(input.files[0]);
  const browse = element("button", { type: "button", textContent: "Choose a file" });
  browse.onclick = () => input.click();
  box.replaceChildren(browse, element("span", { className: "hint", textContent: data.hint }), input);
  box.ondragover = (event) => event.preventDefault();
  box.ondrop = (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) choose(event.dataTransfer.files[0]);
  };
}

function drawSending(box, _data, transfer, _choose, reset) {
  const share = transfer.file.size ? transfer.sent / transfer.file.size : 0;
  let bar = box.querySelector("progress");
  if (!bar) {
    box.ondrop = null;
    const stop = element("button", { type: "button", textContent: "Stop" });
    stop.onclick = reset;
    bar = element("progress", { max: 1 });
    bar.setAttribute("aria-label", "Sent");
    box.replaceChildren(named(transfer), element("span", { className: "share" }), stop, bar);
  }
  bar.value = share;
  box.querySelector(".share").textContent = `${Math.floor(100 * share)} % of ${megabytes(transfer.file.size)}`;
}

function drawDone(box, _data, transfer, _choose, reset) {
  const other = element("button", { type: "button", textContent: "Another file" });
  other.onclick = reset;
  const size = element("span", { className: "share", textContent: megabytes(transfer.file.size) });
  box.replaceChildren(named(transfer), size, other);
}

function drawFailed(box, _data, transfer, _choose, reset) {
  const again = element("button", { type: "button", textContent: "Choose again" });
  again.onclick = reset;
  const why = element("span", { className: "why", textContent: transfer.why });
  why.setAttribute("role", "alert");
  box.replaceChildren(why, again);
}

function named(transfer) {
  return element("span", { className: "name", textContent: transfer.file.name, title: transfer.file.name });
}

function megabytes(bytes) {
  return `${Math.max(1, Math.round(bytes / 1048576))} MB`;
}

function element(tag, values) {
  return Object.assign(document.createElement(tag), values);
}
