/** Rows, or texts, that are fetched together. */
const AHEAD: i32 = 16;

/** Touches the lines of some rows: they lie far apart, and come from memory side by side this way. */
function touch(lineOffsets: usize, lines: usize, rows: usize, count: i32): u32 {
  let sum: u32 = 0;
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

/**
 * The best lines of `count` rows in three respects, each worth a number by importance times numbers of its text: coverage
 * (weight × share), topic and trade. The first of equals counts. Writes three float64 a row to `strengths`, -1 without
 * lines, and three places among the lines of the row to `best`. `shares` holds for each importance 0–255 what it counts of a
 * coverage, then of a topic.
 */
export function bestLines(
  lineOffsets: usize,
  importance: usize,
  rows: usize,
  count: i32,
  ofLines: usize,
  shares: usize,
  weights: usize,
  covered: usize,
  topics: usize,
  trades: usize,
  strengths: usize,
  best: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = lineOffsets + (<usize>load<u32>(rows + (<usize>i << 2)) << 2);
    const start = <usize>load<u32>(row);
    const lines = <i32>(load<u32>(row, 4) - load<u32>(row));
    let coverage: f64 = -1;
    let topic: f64 = -1;
    let trade: f64 = -1;
    let coveredLine: i32 = -1;
    let topicLine: i32 = -1;
    let tradeLine: i32 = -1;
    for (let line = 0; line < lines; line++) {
      const share = shares + (<usize>load<u8>(importance + start + line) << 3);
      const place = <usize>load<u32>(ofLines) << 3;
      ofLines += 4;
      const ofCoverage = load<f64>(share) * load<f64>(weights + place) * load<f64>(covered + place);
      if (ofCoverage > coverage) {
        coverage = ofCoverage;
        coveredLine = line;
      }
      const byTopic = load<f64>(share, 2048);
      const ofTopic = load<f64>(topics + place) * byTopic;
      if (ofTopic > topic) {
        topic = ofTopic;
        topicLine = line;
      }
      const ofTrade = load<f64>(trades + place) * byTopic;
      if (ofTrade > trade) {
        trade = ofTrade;
        tradeLine = line;
      }
    }
    store<f64>(strengths, coverage);
    store<f64>(strengths, topic, 8);
    store<f64>(strengths, trade, 16);
    store<i32>(best, coveredLine);
    store<i32>(best, topicLine, 4);
    store<i32>(best, tradeLine, 8);
    strengths += 24;
    best += 12;
  }
}
