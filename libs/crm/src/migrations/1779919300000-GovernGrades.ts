import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEES = `EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_id)`;
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('grade.manage')) = 'city')`;
const READS = `(SELECT access.reach('enterprise.read')) IS NOT NULL`;

/** Rules until somebody changes them: the notice does not say what 优强 is, and names no list (requirements §8.2). */
const FIRST_RULES = JSON.stringify([
  {
    name: '进入500强名录',
    conditions: [
      {
        kind: 'recognition',
        lists: ['world_500', 'china_500', 'china_private_500', 'china_manufacturing_500'],
        withinYears: 3,
      },
    ],
  },
  {
    name: '制造业单项冠军或专精特新小巨人',
    conditions: [{ kind: 'recognition', lists: ['single_champion', 'little_giant'], withinYears: 3 }],
  },
  {
    name: '农业产业化国家重点龙头企业',
    conditions: [{ kind: 'recognition', lists: ['agriculture_leader'], withinYears: 3 }],
  },
  { name: '上市且营业收入50亿元以上', conditions: [{ kind: 'listed' }, { kind: 'revenue', atLeastCny: '5000000000' }] },
  {
    name: '上市且总资产居库内同行业前5',
    conditions: [{ kind: 'listed' }, { kind: 'industry_rank', by: 'assets', atMost: 5 }],
  },
]);

/** 优强等级 (measure 34a): rules as data, their findings as proposals with evidence, and what was approved as history. */
export class GovernGrades1779919300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.keepRules(runner);
    await this.keepGradings(runner);
    await this.countArrivals(runner);
  }

  private async keepRules(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enterprise_recognition (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise, list text NOT NULL, title text NOT NULL,
        year int NOT NULL CHECK (year BETWEEN 1990 AND 2100), place int CHECK (place > 0), source_name text NOT NULL, source_url text,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
        withdrawn_at timestamptz, withdrawn_by_id uuid REFERENCES app_user, withdraw_reason text,
        CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE enterprise_recognition IS '名录称号: an enterprise on a published list, such as 专精特新 or a top 500, with list, year and source';
      CREATE UNIQUE INDEX enterprise_recognition_once ON enterprise_recognition (enterprise_id, list, year) WHERE withdrawn_at IS NULL;
      SELECT audit_table('enterprise_recognition');
      REVOKE UPDATE, DELETE, TRUNCATE ON enterprise_recognition FROM lianghuan_app;
      GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdraw_reason) ON enterprise_recognition TO lianghuan_app;
      ALTER TABLE enterprise_recognition ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_recognition_read ON enterprise_recognition FOR SELECT USING (${SEES});
      CREATE POLICY enterprise_recognition_add ON enterprise_recognition FOR INSERT WITH CHECK ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES});
      CREATE POLICY enterprise_recognition_withdraw ON enterprise_recognition FOR UPDATE USING ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES});

      CREATE TABLE grade_rule_set (
        id uuid PRIMARY KEY DEFAULT uuidv7(), no int GENERATED ALWAYS AS IDENTITY UNIQUE, rules jsonb NOT NULL,
        count_by text NOT NULL CHECK (count_by IN ('group', 'enterprise')), reason text NOT NULL,
        made_by_id uuid REFERENCES app_user, made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        in_force_from timestamptz, in_force_until timestamptz, put_in_force_by_id uuid REFERENCES app_user,
        CHECK (in_force_until IS NULL OR in_force_from IS NOT NULL)
      );
      COMMENT ON TABLE grade_rule_set IS '优强规则: one version of all rules; a change is a new version, and one of them is in force';
      CREATE UNIQUE INDEX grade_rule_set_in_force ON grade_rule_set ((true)) WHERE in_force_from IS NOT NULL AND in_force_until IS NULL;
      SELECT audit_table('grade_rule_set');
      REVOKE UPDATE, DELETE, TRUNCATE ON grade_rule_set FROM lianghuan_app;
      GRANT UPDATE (in_force_from, in_force_until, put_in_force_by_id) ON grade_rule_set TO lianghuan_app;
      ALTER TABLE grade_rule_set ENABLE ROW LEVEL SECURITY;
      CREATE POLICY grade_rule_set_read ON grade_rule_set FOR SELECT USING (${READS});
      CREATE POLICY grade_rule_set_make ON grade_rule_set FOR INSERT WITH CHECK ((SELECT access.reach('grade.manage')) IS NOT NULL
        AND in_force_from IS NULL AND made_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY grade_rule_set_use ON grade_rule_set FOR UPDATE USING ((SELECT access.reach('grade.manage')) IS NOT NULL);

      INSERT INTO grade_rule_set (rules, count_by, reason, in_force_from)
        VALUES ('${FIRST_RULES}', 'group', '文件没有界定优强企业，先按公开名录、上市和行业地位列出，请分管领导修改', clock_timestamp());

      CREATE TABLE grade_evaluation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), rule_set_id uuid NOT NULL REFERENCES grade_rule_set,
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        requested_by_id uuid REFERENCES app_user, requested_on date NOT NULL, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz, attempts int NOT NULL DEFAULT 0, claim_token uuid,
        heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(), counts jsonb NOT NULL DEFAULT '{}', error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)), CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE grade_evaluation IS '优强测算: one set-based look at all enterprises by one version of the rules; of the version in force it proposes';
      CREATE UNIQUE INDEX grade_evaluation_active ON grade_evaluation (rule_set_id) WHERE status IN ('queued', 'running');
      CREATE UNIQUE INDEX grade_evaluation_night ON grade_evaluation (requested_on) WHERE requested_by_id IS NULL;
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON grade_evaluation FOR EACH ROW EXECUTE FUNCTION write_audit();
      REVOKE DELETE, TRUNCATE ON grade_evaluation FROM lianghuan_app;
      ALTER TABLE grade_evaluation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY grade_evaluation_read ON grade_evaluation FOR SELECT USING (${READS});
      CREATE POLICY grade_evaluation_request ON grade_evaluation FOR INSERT WITH CHECK ((SELECT access.reach('grade.manage')) IS NOT NULL
        AND status = 'queued' AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY grade_evaluation_work ON grade_evaluation FOR UPDATE USING ${IS_SYSTEM};

      CREATE TABLE grade_finding (
        rule_set_id uuid NOT NULL REFERENCES grade_rule_set, enterprise_id uuid NOT NULL REFERENCES enterprise, summary text NOT NULL,
        evidence jsonb NOT NULL, PRIMARY KEY (rule_set_id, enterprise_id)
      );
      COMMENT ON TABLE grade_finding IS 'Enterprises that meet a rule of the version, as of its newest evaluation, with what speaks for it';
      CREATE INDEX grade_finding_enterprise ON grade_finding (enterprise_id);
      ALTER TABLE grade_finding ENABLE ROW LEVEL SECURITY;
      CREATE POLICY grade_finding_read ON grade_finding FOR SELECT USING (${SEES});
      CREATE POLICY grade_finding_system ON grade_finding USING ${IS_SYSTEM};
      INSERT INTO merge_rule (table_name, column_name, register, treatment, why) VALUES
        ('grade_finding', 'enterprise_id', 'enterprise', 'stay', 'Replaced by the next evaluation');
    `);
  }

  private async keepGradings(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enterprise_grading (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise,
        grade text NOT NULL CHECK (grade IN ('strong', 'ordinary')), basis text NOT NULL CHECK (basis IN ('rule', 'person', 'before')),
        rule_set_id uuid REFERENCES grade_rule_set, summary text NOT NULL, evidence jsonb NOT NULL DEFAULT '[]', source_url text,
        proposed_by_id uuid REFERENCES app_user, proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn', 'lapsed')),
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, decided_on date, reason text,
        CHECK ((state = 'open') = (decided_at IS NULL)), CHECK ((decided_at IS NULL) = (decided_on IS NULL)),
        CHECK (state <> 'rejected' OR reason IS NOT NULL), CHECK ((basis = 'rule') = (rule_set_id IS NOT NULL)),
        -- Two people: who proposes does not approve.
        CHECK (state <> 'approved' OR basis <> 'person' OR decided_by_id IS DISTINCT FROM proposed_by_id)
      );
      COMMENT ON TABLE enterprise_grading IS '优强评定: a proposed grade with its evidence and what was decided; the newest approved one is the grade';
      CREATE UNIQUE INDEX enterprise_grading_open ON enterprise_grading (enterprise_id) WHERE state = 'open';
      CREATE INDEX enterprise_grading_enterprise ON enterprise_grading (enterprise_id, decided_at DESC);
      CREATE INDEX enterprise_grading_state ON enterprise_grading (state, proposed_at, id);
      SELECT audit_table('enterprise_grading');
      REVOKE UPDATE, DELETE, TRUNCATE ON enterprise_grading FROM lianghuan_app;
      GRANT UPDATE (state, decided_by_id, decided_at, decided_on, reason) ON enterprise_grading TO lianghuan_app;
      ALTER TABLE enterprise_grading ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_grading_read ON enterprise_grading FOR SELECT USING (${SEES});
      CREATE POLICY enterprise_grading_propose ON enterprise_grading FOR INSERT WITH CHECK (state = 'open' AND (${IS_SYSTEM}
        OR (basis = 'person' AND (SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES} AND proposed_by_id = (SELECT access.actor_id()))));
      CREATE POLICY enterprise_grading_decide ON enterprise_grading FOR UPDATE USING (${IS_SYSTEM}
        OR ((SELECT access.reach('grade.approve')) IS NOT NULL AND ${SEES}) OR proposed_by_id = (SELECT access.actor_id()))
        WITH CHECK (${IS_SYSTEM} OR (decided_by_id = (SELECT access.actor_id()) AND (state = 'withdrawn' AND proposed_by_id = (SELECT access.actor_id())
          OR state IN ('approved', 'rejected') AND (SELECT access.reach('grade.approve')) IS NOT NULL AND proposed_by_id IS DISTINCT FROM (SELECT access.actor_id()))));

      ALTER TABLE enterprise ADD COLUMN graded_on date;
      COMMENT ON COLUMN enterprise.grade IS '优强等级: as the newest approved grading says; written by that alone';
      INSERT INTO enterprise_grading (enterprise_id, grade, basis, summary, state, decided_at, decided_on)
        SELECT id, grade, 'before', coalesce(grade_evidence, '评定制度启用前填写'), 'approved', now(), (now() AT TIME ZONE 'Asia/Shanghai')::date
        FROM enterprise WHERE grade IN ('strong', 'ordinary');

      CREATE FUNCTION apply_grading() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        UPDATE enterprise e SET grade = coalesce(g.grade, 'unrated'), grade_evidence = g.summary, graded_on = g.decided_on
        FROM unnest(CASE WHEN TG_OP = 'UPDATE' THEN ARRAY[NEW.enterprise_id, OLD.enterprise_id] ELSE ARRAY[NEW.enterprise_id] END) AS w(id)
          LEFT JOIN LATERAL (SELECT * FROM enterprise_grading d WHERE d.enterprise_id = w.id AND d.state = 'approved'
            ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) g ON true
        WHERE e.id = w.id AND (e.grade, e.grade_evidence, e.graded_on) IS DISTINCT FROM (coalesce(g.grade, 'unrated'), g.summary, g.decided_on);
        RETURN NULL;
      END $$;
      CREATE TRIGGER apply_grading AFTER UPDATE OF state, enterprise_id ON enterprise_grading FOR EACH ROW
        WHEN (NEW.state = 'approved' AND (OLD.state <> 'approved' OR OLD.enterprise_id <> NEW.enterprise_id)) EXECUTE FUNCTION apply_grading();
      REVOKE EXECUTE ON FUNCTION apply_grading FROM PUBLIC;

      -- The column is the grading's: forms, imports, bulk edits and whoever else acts as the application cannot write it.
      CREATE FUNCTION refuse_grade() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_user = 'lianghuan_app' THEN
          RAISE EXCEPTION 'a grade comes from an approved grading' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_grade_of_new BEFORE INSERT ON enterprise FOR EACH ROW
        WHEN (NEW.grade <> 'unrated' OR NEW.grade_evidence IS NOT NULL) EXECUTE FUNCTION refuse_grade();
      CREATE TRIGGER refuse_grade BEFORE UPDATE OF grade, grade_evidence, graded_on ON enterprise FOR EACH ROW
        WHEN ((OLD.grade, OLD.grade_evidence, OLD.graded_on) IS DISTINCT FROM (NEW.grade, NEW.grade_evidence, NEW.graded_on)) EXECUTE FUNCTION refuse_grade();
      UPDATE enterprise SET graded_on = (now() AT TIME ZONE 'Asia/Shanghai')::date WHERE grade IN ('strong', 'ordinary');
    `);
  }

  /** N2 and E1: graded enterprises that have signed or landed, each group once, in the year they first did both. */
  private async countArrivals(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW strong_arrival WITH (security_invoker = true) AS
      WITH rule AS (SELECT count_by FROM grade_rule_set WHERE in_force_from IS NOT NULL AND in_force_until IS NULL),
      graded AS (
        -- Strong since: the first approval after which nothing else was approved.
        SELECT e.id, min(g.decided_on) AS since FROM enterprise e JOIN enterprise_grading g ON g.enterprise_id = e.id AND g.state = 'approved' AND g.grade = 'strong'
        WHERE e.grade = 'strong' AND e.archived_at IS NULL AND NOT EXISTS (SELECT FROM enterprise_grading o WHERE o.enterprise_id = e.id
          AND o.state = 'approved' AND o.grade <> 'strong' AND o.decided_at > g.decided_at)
        GROUP BY e.id),
      signed AS (
        SELECT l.enterprise_id, l.id AS lead_id, min(s.happened_on) AS signed_on FROM lead l JOIN lead_stage_entry s ON s.lead_id = l.id AND s.to_stage = 'signing'
        WHERE l.status <> 'lost' AND l.stage IN ('signing', 'start', 'production') GROUP BY l.enterprise_id, l.id)
      SELECT DISTINCT ON (group_key) group_key, graded.id AS enterprise_id, signed.lead_id, graded.since AS graded_on, signed.signed_on,
        greatest(graded.since, signed.signed_on) AS counted_on
      FROM graded JOIN signed ON signed.enterprise_id = graded.id
        CROSS JOIN LATERAL (SELECT CASE WHEN (SELECT count_by FROM rule) = 'enterprise' THEN graded.id ELSE group_head(graded.id) END AS group_key) k
      ORDER BY group_key, greatest(graded.since, signed.signed_on), signed.signed_on, graded.id, signed.lead_id;
      COMMENT ON VIEW strong_arrival IS '引进优强企业: one row a group (or enterprise, as the rules in force say), with the first member and lead that count; under the policies of who asks';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
