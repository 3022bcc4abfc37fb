// What falls, floats and glows in front of the sky. Drawn on a canvas; stands still for those who like it still.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const TAU = Math.PI * 2;
const CORAL = ["#ff7d7d", "#ffd45e", "#ffffff", "#7ccf7f", "#5b2b36", "#5b2b36"];

// Each kind: how many on 100,000 square pixels, how fast (pixels a second), and how one is drawn at the origin.
const KINDS = {
  none: { many: 0 },
  stars: { many: 9, vx: 0, vy: 0, draw: (pen, one, t) => star(pen, 1.2 + one.size * 2.2, 0.35 + 0.6 * pulse(one, t, 0.3)) },
  pollen: { many: 4, vx: 9, vy: -5, sway: 14, draw: (pen, one, t) => dot(pen, "#ffffff", 1.2 + one.size * 2.4, 0.75 * pulse(one, t, 0.2)) },
  fireflies: { many: 4, vx: 5, vy: -3, sway: 22, draw: (pen, one, t) => dot(pen, "#fff1a8", 1.4 + one.size * 2, pulse(one, t, 0.4)) },
  dust: { many: 5, vx: -260, vy: 0, draw: streak },
  sparks: { many: 8, vx: 30, vy: -26, sway: 10, draw: (pen, one, t) => star(pen, 2 + one.size * 6 * pulse(one, t, 0.8), 0.9) },
  seeds: { many: 24, vx: 0, vy: 74, sway: 26, draw: seed },
  rain: { many: 12, vx: -26, vy: 270, draw: drop },
};

export class Weather {
  #pen;
  #kind = KINDS.none;
  #bits = [];
  #then = 0;
  #asked = 0;

  constructor(canvas) {
    this.#pen = canvas.getContext("2d");
    this.canvas = canvas;
    new ResizeObserver(() => this.#fit()).observe(canvas);
    still.addEventListener("change", () => this.#ask());
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  /** Another weather from now on. */
  turn(name) {
    if (this.#kind === KINDS[name]) return;
    this.#kind = KINDS[name];
    this.#fit();
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const scale = Math.min(2, devicePixelRatio);
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    const many = Math.min(160, Math.round((this.#kind.many * width * height) / 100_000));
    this.#bits = Array.from({ length: many }, (_, i) => bit(i, width, height));
    this.#ask();
  }

  #ask() {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame((at) => this.#draw(at));
  }

  #draw(at) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const passed = Math.min(0.05, (at - this.#then) / 1000);
    this.#then = at;
    this.#pen.clearRect(0, 0, width, height);
    for (const one of this.#bits) {
      if (!still.matches) move(one, this.#kind, passed, width, height);
      this.#pen.save();
      this.#pen.translate(one.x + (this.#kind.sway ?? 0) * Math.sin(at / 1400 + one.turn * TAU), one.y);
      this.#kind.draw(this.#pen, one, at / 1000);
      this.#pen.restore();
    }
    this.#pen.globalAlpha = 1;
    if (!still.matches && !document.hidden && this.#bits.length) this.#ask();
  }
}

// Evenly strewn numbers: chance that never clumps.
function bit(i, width, height) {
  return { x: ((i * 0.618034) % 1) * width, y: ((i * 0.754878) % 1) * height, turn: (i * 0.37) % 1, size: (i * 0.43) % 1, i };
}

function move(one, kind, passed, width, height) {
  const pace = 0.6 + one.size * 0.8;
  one.x = (one.x + kind.vx * pace * passed + width + 40) % (width + 40);
  one.y = (one.y + kind.vy * pace * passed + height + 40) % (height + 40);
}

const pulse = (one, t, speed) => 0.5 + 0.5 * Math.sin(TAU * (t * speed * (0.6 + one.size) + one.turn));

function dot(pen, colour, radius, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(0, 0, radius, 0, TAU);
  pen.fill();
}

function star(pen, radius, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = "#fff6d8";
  pen.beginPath();
  for (let k = 0; k < 4; k += 1) {
    const angle = (k * TAU) / 4;
    pen.quadraticCurveTo(0, 0, radius * Math.cos(angle), radius * Math.sin(angle));
  }
  pen.quadraticCurveTo(0, 0, radius, 0);
  pen.fill();
}

function streak(pen, one) {
  line(pen, "#ffffff", 0.25 + one.size * 0.35, 2.4, 18 + one.size * 34, 0);
}

function drop(pen, one) {
  line(pen, dark.matches ? "#a9b9de" : "#6f7fb0", 0.25 + one.size * 0.3, 1.8, -1.2, 10 + one.size * 8);
}

function line(pen, colour, alpha, width, x, y) {
  pen.globalAlpha = alpha;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineCap = "round";
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(x, y);
  pen.stroke();
}

// Confetti of a melon: seeds, and bits of flesh and rind.
function seed(pen, one, t) {
  pen.globalAlpha = 0.95;
  pen.rotate(TAU * (t * (0.15 + one.size * 0.3) + one.turn));
  pen.scale(1, 0.35 + 0.65 * Math.abs(Math.sin(TAU * (t * 0.5 + one.turn))));
  pen.fillStyle = CORAL[one.i % CORAL.length];
  pen.beginPath();
  pen.ellipse(0, 0, 3 + one.size * 2, 5.5 + one.size * 2.5, 0, 0, TAU);
  pen.fill();
}
