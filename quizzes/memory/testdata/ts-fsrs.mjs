// Histories of ratings and days, and the memory FSRS-6 makes of them, by ts-fsrs 5.4.2 (npm). Run once:
//   npm i ts-fsrs@5.4.2 && node gen.mjs > ts-fsrs-5.4.2.json
import { FSRSAlgorithm, generatorParameters } from 'ts-fsrs'
let x = 20260722
const rnd = () => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) / 2 ** 32 }
const f = new FSRSAlgorithm(generatorParameters({ request_retention: 0.9, maximum_interval: 36500, enable_fuzz: false, enable_short_term: true }))
const out = []
for (let i = 0; i < 120; i++) {
  let s = null
  const h = []
  const n = 1 + Math.floor(rnd() * 12)
  for (let k = 0; k < n; k++) {
    // An answer on the same day only after a failure: a right one given twice a day is where Yalu differs on purpose.
    const same = k === 0 || (h[k - 1].rating === 1 && rnd() < 0.7)
    const days = same ? 0 : 1 + Math.floor(Math.exp(rnd() * 6) - 1)
    const u = rnd()
    const rating = u < 0.25 ? 1 : u < 0.4 ? 2 : u < 0.85 ? 3 : 4
    s = f.next_state(s, days, rating)
    h.push({ days, rating, stability: s.stability, difficulty: s.difficulty, interval: f.next_interval(s.stability, 0), later: f.forgetting_curve(30, s.stability) })
  }
  out.push(h)
}
console.log('[\n' + out.map(h => JSON.stringify(h)).join(',\n') + '\n]')
