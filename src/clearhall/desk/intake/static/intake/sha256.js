// SHA-256 (FIPS 180-4) for short ASCII texts, tried thousands of times a second with one beginning and changing ends.
// The browser's own digest answers through a promise each time, which costs more than the hash itself.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
fillConstants();

// First 32 bits of the fractional parts of the cube and square roots of the first primes, as the standard defines them.
function fillConstants() {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate; factor += 1) if (candidate % factor === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) START[found] = fraction(candidate ** (1 / 2));
    K[found] = fraction(candidate ** (1 / 3));
    found += 1;
  }
}

function fraction(root) {
  return ((root - Math.floor(root)) * 0x100000000) >>> 0;
}

const W = new Uint32Array(64);

function compress(state, bytes, offset) {
  for (let i = 0; i < 16; i += 1) {
    const at = offset + i * 4;
    W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15];
    const b = W[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i += 1) state[i] = (state[i] + sums[i]) | 0;
}

function ascii(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

// The beginning that all attempts share: whole blocks are hashed once, the rest is kept.
export function prepared(text) {
  const bytes = ascii(text);
  const state = Uint32Array.from(START);
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) compress(state, bytes, at);
  return { state, rest: bytes.subarray(whole), length: bytes.length };
}

// The hash of the beginning followed by `end`, as eight 32-bit numbers.
export function sha256With(start, end) {
  const tail = start.rest.length + end.length;
  const block = new Uint8Array(tail + 9 > 64 ? 128 : 64);
  block.set(start.rest);
  for (let i = 0; i < end.length; i += 1) block[start.rest.length + i] = end.charCodeAt(i);
  block[tail] = 0x80;
  const bits = (start.length + end.length) * 8; // far below 2^32
  new DataView(block.buffer).setUint32(block.length - 4, bits);
  const state = Uint32Array.from(start.state);
  for (let at = 0; at < block.length; at += 64) compress(state, block, at);
  return state;
}

export function leadingZeroBits(hash) {
  let bits = 0;
  for (const word of hash) {
    if (word !== 0) return bits + Math.clz32(word);
    bits += 32;
  }
  return bits;
}
