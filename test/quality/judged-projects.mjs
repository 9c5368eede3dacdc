/** The projects whose pooled enterprises were judged by hand, as records for the matcher. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluationFolder, readRows } from './evaluation-data.mjs';

const judgementFolder = resolve(dirname(fileURLToPath(import.meta.url)), 'judgements');

/** Texts of the notice and of promoted projects are read where they are kept; only our own are beside the grades. */
const sourceFiles = {
  notice: join(evaluationFolder, '../bijie-2023-projects.csv'),
  promoted: join(evaluationFolder, '../investment-projects.csv'),
};

/** Source files that are not there; empty when the judged projects can be read. */
export function missingJudgementSources() {
  return Object.values(sourceFiles).filter((file) => !existsSync(file));
}

const WAN_PER_YI = 10_000;

/** 毕节市威宁县 → 毕节 and 威宁县; a place that names no prefecture is a county. */
function splitPlace(place) {
  const prefecture = /^(.+?)(?:市|州(?!市)|盟|地区)(.*)$/.exec(place);
  return prefecture ? { city: prefecture[1], county: prefecture[2] } : { county: place };
}

const toRecord = {
  notice: ({ name, sector, county, capacity_text: capacity, industry_guess: code }) => ({
    name,
    content: capacity,
    sector,
    province: '贵州',
    city: '毕节',
    county,
    industryCodes: code ? [code] : [],
  }),
  promoted: ({ name, content, province, place, investment_yi: yi, industry_guess: code }) => ({
    name,
    content,
    province,
    ...splitPlace(place),
    industryCodes: code ? [code] : [],
    ...(yi ? { totalInvestmentWan: Number(yi) * WAN_PER_YI } : {}),
  }),
};

/**
 * Judged projects. Words in `withheld` (names of investors) are taken out of name and content, so that no query
 * names an answer.
 */
export function readJudgedProjects() {
  const sources = Object.fromEntries(
    Object.entries(sourceFiles).map(([source, file]) => [source, new Map(readRows(file).map((row) => [row.id, row]))]),
  );
  return readRows(join(judgementFolder, 'projects.csv')).map((row) => {
    if (row.source === 'listed')
      return {
        id: row.project_id,
        name: row.project_name,
        content: row.content,
        province: row.province,
        industryCodes: [row.industry_gbt4754],
      };
    const record = toRecord[row.source](sources[row.source].get(row.project_id));
    const withheld = row.withheld ? row.withheld.split(';') : [];
    const without = (text) => withheld.reduce((left, word) => left.replaceAll(word, ''), text ?? '');
    return { id: row.project_id, ...record, name: without(record.name), content: without(record.content) };
  });
}

/** A third of the judged projects, chosen by hash, is looked at once at the end and trains nothing. */
export function isKeptAside(projectId) {
  return Number.parseInt(createHash('sha256').update(projectId).digest('hex').slice(0, 8), 16) % 3 === 0;
}

/** Grades 0–3 of both readers per pair; `grade` is their mean. */
export function readGrades() {
  return readRows(join(judgementFolder, 'grades.csv')).map((row) => ({
    projectId: row.project_id,
    enterpriseId: row.enterprise_id,
    a: Number(row.grade_a),
    b: Number(row.grade_b),
    grade: (Number(row.grade_a) + Number(row.grade_b)) / 2,
  }));
}

/** Grades by project and enterprise; `keptAside` picks the third that trains nothing, or the others. */
export function gradesByProject({ keptAside }) {
  const byProject = new Map();
  for (const { projectId, enterpriseId, grade } of readGrades()) {
    if (isKeptAside(projectId) !== keptAside) continue;
    byProject.set(projectId, (byProject.get(projectId) ?? new Map()).set(enterpriseId, grade));
  }
  return byProject;
}
