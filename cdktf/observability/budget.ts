/** A budget for the costs of the project. It notifies people and stops nothing. */
import { BillingBudget } from '@cdktf/provider-google/lib/billing-budget/index.js';
import { DataGoogleProject } from '@cdktf/provider-google/lib/data-google-project/index.js';
import type { Deployment } from '../deployment.ts';

/** Creates the budget, where a billing account is named. */
export function createBudget(deployment: Deployment, channels: readonly string[]): void {
  const { stack, project, settings, base } = deployment;
  if (settings.BILLING_ACCOUNT === '') return;
  // The API returns the project's number. With the id here, every plan would show a change.
  const { number } = new DataGoogleProject(stack, 'project', { projectId: project });
  new BillingBudget(stack, 'budget', {
    billingAccount: settings.BILLING_ACCOUNT,
    displayName: `${base}: costs of a month`,
    budgetFilter: { projects: [`projects/${number}`], calendarPeriod: 'MONTH' },
    amount: { specifiedAmount: { units: String(settings.MONTHLY_BUDGET) } },
    thresholdRules: [
      { thresholdPercent: 0.5 },
      { thresholdPercent: 0.9 },
      { thresholdPercent: 1 },
      // The forecast for the month warns days before the money is spent.
      { thresholdPercent: 1.2, spendBasis: 'FORECASTED_SPEND' },
    ],
    // Without channels, those who administer the billing account are written to.
    ...(channels.length > 0 && { allUpdatesRule: { monitoringNotificationChannels: [...channels] } }),
  });
}
