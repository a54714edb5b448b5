import { describe, expect, test } from 'vitest';
import { alertsOf } from '../../cdktf/observability/alerts.ts';
import { ALERT_CONDITIONS } from '../../docs/costs.ts';
import { deploymentFor } from '../support/cdktf/deployment.ts';
import { stringsIn, template } from '../support/cdktf/references.ts';
import { type JsonValue, ofType, PROJECT, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const ADDRESS = 'news@example.org';
const plain = synthesize({ ALERT_EMAIL: ADDRESS });

function queryOf(alert: string): string {
  const found = alertsOf(deploymentFor()).find(({ name }) => name === alert);
  if (found === undefined) throw new Error(`there is no alert "${alert}"`);
  return found.query;
}

describe('each function', () => {
  const checks = ofType(plain, 'google_monitoring_uptime_check_config').toSorted((a, b) =>
    String(a.display_name) < String(b.display_name) ? -1 : 1,
  );

  test('is checked from three continents, by an answer that needs neither a key nor the database', () => {
    expect(
      checks.map(({ http_check, selected_regions }) => {
        const { path, request_method, accepted_response_status_codes } = http_check as Record<
          string,
          JsonValue
        >;
        return { path, request_method, accepted_response_status_codes, continents: selected_regions };
      }),
    ).toEqual(
      [
        ['/api/openapi.json', 200],
        ['/posts', 405],
      ].map(([path, status_value]) => ({
        path,
        request_method: 'GET',
        accepted_response_status_codes: [{ status_value }],
        continents: ['USA', 'EUROPE', 'ASIA_PACIFIC'],
      })),
    );
  });

  test("lets Cloud Monitoring's own account call it before the checks begin, though it is private", () => {
    for (const { http_check } of checks)
      expect(http_check).toMatchObject({ service_agent_authentication: { type: 'OIDC_TOKEN' } });
    const members = ofType(plain, 'google_cloud_run_v2_service_iam_member').map(({ member }) => member);
    expect(members).toEqual(
      ['submit', 'show'].map(
        () =>
          `serviceAccount:service-${template('data.google_project.project.number')}@gcp-sa-monitoring-notification.iam.gserviceaccount.com`,
      ),
    );
    for (const name of ['submit', 'show'])
      expect(plain.resources.get(`google_monitoring_uptime_check_config.uptime-${name}`)?.depends_on).toEqual(
        [`google_cloud_run_v2_service_iam_member.uptime-calls-${name}`],
      );
  });

  test('has an alert for failing checks and one for refused requests', () => {
    expect(queryOf('A function is unreachable')).toContain(
      'check_id=~"pipeline-submit-reached-.*|pipeline-show-reached-.*"',
    );
    expect(checks.map(({ display_name }) => display_name)).toEqual([
      'pipeline-show-reached',
      'pipeline-submit-reached',
    ]);
    expect(queryOf('Requests are turned away')).toContain('response_code="429"');
  });
});

describe('spending', () => {
  test('has a budget where a billing account is named, with the same recipients', () => {
    expect(ofType(plain, 'google_billing_budget')).toEqual([]);
    const budget = theOne(
      synthesize({ ALERT_EMAIL: ADDRESS, BILLING_ACCOUNT: '0A1B2C-3D4E5F-678901', MONTHLY_BUDGET: '250' }),
      'google_billing_budget',
    );
    expect(budget).toMatchObject({
      billing_account: '0A1B2C-3D4E5F-678901',
      amount: { specified_amount: { units: '250' } },
      // The number, as in Google's answers. With the id every plan would show a change.
      budget_filter: { projects: [`projects/${template('data.google_project.project.number')}`] },
      all_updates_rule: {
        monitoring_notification_channels: [
          template('google_monitoring_notification_channel.alert-email.name'),
        ],
      },
    });
    expect(
      (budget.threshold_rules as readonly { threshold_percent: number }[]).map(
        (rule) => rule.threshold_percent,
      ),
    ).toEqual([0.5, 0.9, 1, 1.2]);
  });

  test('has alerts on its causes: writes per post, and new publications', () => {
    expect(queryOf('Posts cost many writes')).toMatch(
      /pipeline_firestore_writes_total.+outcome="saved".+> 4/,
    );
    expect(queryOf('Publications have gone silent')).toMatch(
      /^max\(pipeline_silent_publications\{.+\}\) - min\(min_over_time\(pipeline_silent_publications\{.+\}\[1d\]\)\) > 0$/,
    );
    expect(queryOf('Many new publications')).toMatch(
      /increase\(pipeline_publications_first_seen_total\{.+\}\[1h\]\)\) > 100 unless on \(\) .*process_start_time_seconds/,
    );
  });

  test('on alerts matches the table of costs: each condition is paid for', () => {
    const conditions = ofType(plain, 'google_monitoring_alert_policy').flatMap(
      (policy) => policy.conditions ?? [],
    );
    expect(conditions).toHaveLength(ALERT_CONDITIONS);
  });

  test('can be split by deployment: every resource that takes labels has one', () => {
    const own = [...plain.resources].filter(([address]) => /^google_monitoring_(?!dashboard)/.test(address));
    for (const [address, { user_labels }] of own)
      expect(user_labels, address).toEqual({ deployment: 'pipeline' });
    const { disk } = theOne(plain, 'google_compute_instance_template');
    expect(disk).toMatchObject([{ labels: { deployment: 'pipeline' } }]);
  });
});

describe('objectives', () => {
  const objectives = ofType(plain, 'google_monitoring_slo');
  const burns = ofType(plain, 'google_monitoring_alert_policy').filter(({ conditions }) =>
    stringsIn(conditions).some(({ text }) => text.startsWith('select_slo_burn_rate')),
  );

  test('are that submit answers and that counts are fresh, over 28 days', () => {
    expect(
      objectives.map(({ slo_id, goal, rolling_period_days }) => [slo_id, goal, rolling_period_days]),
    ).toEqual([
      ['extract-fresh', 0.99, 28],
      ['save-fresh', 0.99, 28],
      ['submit-available', 0.999, 28],
    ]);
  });

  test('alert when the error budget burns too fast over both a long window and a short one', () => {
    expect(burns).toHaveLength(2 * objectives.length);
    for (const { combiner, conditions } of burns) {
      expect(combiner).toBe('AND');
      const windows = stringsIn(conditions).flatMap(({ text }) => /"(\d+)s"\)$/.exec(text)?.[1] ?? []);
      expect([
        ['3600', '300'],
        ['21600', '1800'],
      ]).toContainEqual(windows);
    }
  });

  test('are referenced by their alerts, so that an alert follows its objective', () => {
    for (const { slo_id } of objectives) {
      const name = template(`google_monitoring_slo.objective-${slo_id}.name`);
      expect(burns.filter(({ conditions }) => JSON.stringify(conditions).includes(name))).toHaveLength(2);
    }
  });
});

test('no alert or objective reads another project', () => {
  for (const [address, { project }] of plain.resources)
    if (/^google_monitoring_/.test(address)) expect(project, address).toBe(PROJECT);
});
