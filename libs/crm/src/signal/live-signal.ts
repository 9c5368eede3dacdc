import { signalKindsOf } from '@lianghuan/contracts';

/** Whether a signal `s` counts on the day `:today`: neither void nor past its validity. */
export const IS_LIVE = `(s.state <> 'void' AND s.valid_until >= :today)`;

const kindsOf = (direction: 'opportunity' | 'risk') => `'{${signalKindsOf([direction]).join(',')}}'::text[]`;
/** Kinds of signal that are a reason to call; codes of a closed list. */
export const OPPORTUNITIES = kindsOf('opportunity');
/** Kinds of signal that are a reason to look twice. */
export const RISKS = kindsOf('risk');

/**
 * The weightiest signals of an enterprise that count on the day `:today`, as json of `SignalBrief`.
 * @param enterprise SQL of the enterprise's id; it may stand on an alias `s` of the caller's own
 * @param among condition on the signal `s`
 */
export const briefsOf = (enterprise: string, atMost: number, among = 'true'): string => `coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'direction', CASE WHEN s.kind = ANY (${RISKS}) THEN 'risk' ELSE 'opportunity' END,
      'title', s.title, 'occurredOn', s.occurred_on, 'sourceName', s.source_name, 'state', s.state) ORDER BY s.weight DESC, s.occurred_on DESC, s.id)
    FROM (SELECT ${enterprise} AS id) about CROSS JOIN LATERAL (SELECT * FROM enterprise_signal s
      WHERE s.enterprise_id = about.id AND ${among} AND ${IS_LIVE} ORDER BY s.weight DESC, s.occurred_on DESC, s.id LIMIT ${atMost}) s), '[]')`;
