import { mayHave } from './terms';

/** Rows, or texts, that are fetched together. */
const AHEAD: i32 = 16;

/** Touches the lines of some rows: they lie far apart, and come from memory side by side this way. */
function touch(lineOffsets: usize, lines: usize, rows: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) sum += load<u32>(lineOffsets + (<usize>load<u32>(rows + (<usize>i << 2)) << 2));
  for (let i = 0; i < count; i++) {
    const row = lineOffsets + (<usize>load<u32>(rows + (<usize>i << 2)) << 2);
    const end = <usize>load<u32>(row, 4);
    for (let line = <usize>load<u32>(row); line < end; line += 16) sum += load<u32>(lines + (line << 2));
  }
  return sum;
}

/**
 * The different texts of the lines of `count` rows, into `picked` in the order they come, and for each line the place of
 * its text among them, into `ofLines`. `places` holds by text: `first` + place; less than `first` where a text was not
 * seen. Returns how many texts there are.
 */
export function gatherPhrases(
  lineOffsets: usize,
  lines: usize,
  rows: usize,
  count: i32,
  places: usize,
  first: u32,
  picked: usize,
  ofLines: usize,
): u32 {
  let different: u32 = 0;
  for (let i = 0; i < count; i++) {
    // What is touched is written where the next place comes, so that it is not left out.
    if (i % AHEAD == 0) store<u32>(ofLines, touch(lineOffsets, lines, rows + (<usize>i << 2), min(AHEAD, count - i)));
    const row = lineOffsets + (<usize>load<u32>(rows + (<usize>i << 2)) << 2);
    const end = <usize>load<u32>(row, 4);
    for (let line = <usize>load<u32>(row); line < end; line++) {
      const phrase = load<u32>(lines + (line << 2));
      const known = places + (<usize>phrase << 2);
      let place = load<u32>(known);
      if (place < first) {
        place = first + different;
        store<u32>(known, place);
        store<u32>(picked + (<usize>different << 2), phrase);
        different++;
      }
      store<u32>(ofLines, place - first);
      ofLines += 4;
    }
  }
  return different;
}

/** Bytes of what is known of a text: four float64. */
const TEXT: usize = 32;
/** A text of common words only cannot be covered fully: its idf mass must be at least this. */
const FULL_MASS: f64 = 12;
/** What a cosine of 1 is as a product of whole numbers: 32,767 · 127. */
const UNIT: f64 = 4161409;

/** Touches some texts: they lie far apart, and come from memory side by side this way. What waits for an offset comes last. */
function touchTexts(offsets: usize, terms: usize, masses: usize, topics: usize, dimensions: usize, texts: usize, count: i32): f64 {
  let touched: i32 = 0;
  let mass: f32 = 0;
  for (let i = 0; i < count; i++) {
    const text = <usize>load<u32>(texts + (<usize>i << 2));
    touched += load<i32>(offsets + (text << 2));
    mass += load<f32>(masses + (text << 2));
    touched += load<i8>(topics + text * dimensions);
    touched += load<i8>(topics + text * dimensions + (dimensions >> 1));
  }
  for (let i = 0; i < count; i++) {
    const text = <usize>load<u32>(texts + (<usize>i << 2));
    touched += load<i32>(terms + (<usize>load<u32>(offsets + (text << 2)) << 2));
  }
  return <f64>touched + mass;
}

/** Sum of the four lanes. */
@inline
function sumOf(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}

/** Cosine of a product in whole numbers; opposite topics count as unrelated. */
@inline
function cosineOf(product: i32): f64 {
  return <f64>max(0, product) / UNIT;
}

/**
 * What each text is worth to a project, as four float64 in `out`: how much it can be covered at all, how far its words are (the
 * sum of `covering` over the terms the project has, by its mass), cosine with the project's topic, and with that of its trade.
 * Places of texts that consist of the project's own words (`isOwn`) go into `whole`, ascending; returns how many.
 */
export function compareTexts(
  offsets: usize,
  terms: usize,
  masses: usize,
  topics: usize,
  dimensions: usize,
  bits: usize,
  places: usize,
  covering: usize,
  isOwn: usize,
  topic: usize,
  trade: usize,
  texts: usize,
  count: i32,
  out: usize,
  whole: usize,
): i32 {
  const first = whole;
  for (let i = 0; i < count; i++) {
    // What is touched is written where the next numbers come, so that it is not left out.
    if (i % AHEAD == 0)
      store<f64>(out, touchTexts(offsets, terms, masses, topics, dimensions, texts + (<usize>i << 2), min(AHEAD, count - i)));
    const text = <usize>load<u32>(texts + (<usize>i << 2));
    const end = <usize>load<u32>(offsets + (text << 2), 4);
    let covered: f64 = 0;
    let isWhole = true;
    for (let at = <usize>load<u32>(offsets + (text << 2)); at < end; at++) {
      const term = load<u32>(terms + (at << 2));
      const place = mayHave(bits, term) ? <usize>load<u16>(places + (<usize>term << 1)) : 0;
      if (place == 0) {
        isWhole = false;
        continue;
      }
      covered += load<f64>(covering + (place << 3) - 8);
      if (!load<u8>(isOwn + place - 1)) isWhole = false;
    }
    const mass = <f64>load<f32>(masses + (text << 2));
    store<f64>(out, min(1, mass / FULL_MASS));
    store<f64>(out, covered == 0 ? 0 : covered / mass, 8);
    if (isWhole && covered > 0) {
      store<u32>(whole, i);
      whole += 4;
    }
    const own = topics + text * dimensions;
    let ofTopic = i32x4.splat(0);
    let ofTrade = i32x4.splat(0);
    let d: usize = 0;
    for (; d + 8 <= dimensions; d += 8) {
      const eight = v128.load_ext<i8>(own + d);
      ofTopic = i32x4.add(ofTopic, i32x4.dot_i16x8_s(v128.load(topic + (d << 1)), eight));
      ofTrade = i32x4.add(ofTrade, i32x4.dot_i16x8_s(v128.load(trade + (d << 1)), eight));
    }
    let topicSum = sumOf(ofTopic);
    let tradeSum = sumOf(ofTrade);
    for (; d < dimensions; d++) {
      topicSum += <i32>load<i16>(topic + (d << 1)) * <i32>load<i8>(own + d);
      tradeSum += <i32>load<i16>(trade + (d << 1)) * <i32>load<i8>(own + d);
    }
    store<f64>(out, cosineOf(topicSum), 16);
    store<f64>(out, cosineOf(tradeSum), 24);
    out += TEXT;
  }
  return <i32>((whole - first) >> 2);
}

/** Touches how important the lines of some rows are. */
function touchImportance(lineOffsets: usize, importance: usize, rows: usize, count: i32): u32 {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2)) << 2;
    sum += load<u8>(importance + <usize>load<u32>(lineOffsets + row));
  }
  return sum;
}

/**
 * The best lines of `count` rows in three respects, each worth a number by importance times numbers of its text, as
 * `compareTexts` writes them: coverage (share × how much it can be covered × how far it is), topic and trade. The first of equals
 * counts. Writes three float64 a row to `strengths`, -1 without lines, and three places among the lines of the row to `best`.
 * `shares` holds for each importance 0–255 what it counts of a coverage, then of a topic.
 */
export function bestLines(
  lineOffsets: usize,
  importance: usize,
  rows: usize,
  count: i32,
  ofLines: usize,
  shares: usize,
  texts: usize,
  strengths: usize,
  best: usize,
): void {
  for (let i = 0; i < count; i++) {
    // What is touched is written where the next numbers come, so that it is not left out.
    if (i % AHEAD == 0)
      store<u32>(best, touchImportance(lineOffsets, importance, rows + (<usize>i << 2), min(AHEAD, count - i)));
    const row = lineOffsets + (<usize>load<u32>(rows + (<usize>i << 2)) << 2);
    const start = <usize>load<u32>(row);
    const lines = <i32>(load<u32>(row, 4) - load<u32>(row));
    // Without branches: which line is the best cannot be foreseen.
    let coverage = f64x2.splat(-1);
    let topics = f64x2.splat(-1);
    let coveredLine = i64x2.splat(-1);
    let topicLines = i64x2.splat(-1);
    for (let line = 0; line < lines; line++) {
      const share = shares + (<usize>load<u8>(importance + start + line) << 3);
      const text = texts + <usize>load<u32>(ofLines) * TEXT;
      ofLines += 4;
      const own = i64x2.splat(line);
      const ofCoverage = f64x2.splat(load<f64>(share) * load<f64>(text) * load<f64>(text, 8));
      const isCovered = f64x2.gt(ofCoverage, coverage);
      coverage = v128.bitselect(ofCoverage, coverage, isCovered);
      coveredLine = v128.bitselect(own, coveredLine, isCovered);
      const ofTopics = f64x2.mul(v128.load(text, 16), v128.load_splat<f64>(share, 2048));
      const isNear = f64x2.gt(ofTopics, topics);
      topics = v128.bitselect(ofTopics, topics, isNear);
      topicLines = v128.bitselect(own, topicLines, isNear);
    }
    store<f64>(strengths, f64x2.extract_lane(coverage, 0));
    v128.store(strengths, topics, 8);
    store<i32>(best, i32x4.extract_lane(coveredLine, 0));
    store<i32>(best, i32x4.extract_lane(topicLines, 0), 4);
    store<i32>(best, i32x4.extract_lane(topicLines, 2), 8);
    strengths += 24;
    best += 12;
  }
}
