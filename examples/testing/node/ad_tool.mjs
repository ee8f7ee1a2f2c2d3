// The program under test: adds campaigns over REST and survives what the service does to its callers.
const callRateExceeded = 117, tokenExpired = 109;

/** The service said no; `trackingId` leads to the reason. */
export class Refused extends Error {
  constructor(errors, trackingId) {
    super(errors.map((error) => `${error.Code} ${error.ErrorCode}: ${error.Message}`).join('; '));
    Object.assign(this, { errors, trackingId });
  }
}

export class AdTool {
  #accessToken;

  constructor({ refreshToken, clientId, developerToken, customerId, accountId,
                campaigns = 'https://campaign.api.bingads.microsoft.com/CampaignManagement/v13',
                tokenUrl = 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
                sleep = (ms) => new Promise((resume) => { setTimeout(resume, ms); }) }) {
    Object.assign(this, { refreshToken, clientId, developerToken, customerId, accountId, campaigns, tokenUrl, sleep });
  }

  /** Adds what it can: ids in the order of the names, null where the service refused one; and the errors of these. */
  async addCampaigns(names, dailyBudget) {
    const answer = await this.#call('/Campaigns', { AccountId: this.accountId, Campaigns: names.map((Name) => (
      { Name, BudgetType: 'DailyBudgetStandard', DailyBudget: dailyBudget, CampaignType: 'Search', TimeZone: 'PacificTimeUSCanadaTijuana',
        Languages: ['English'] })) });
    return { ids: answer.CampaignIds, errors: answer.PartialErrors ?? [] };
  }

  async names() {
    const answer = await this.#call('/Campaigns/QueryByAccountId', { AccountId: this.accountId, CampaignType: 'Search' });
    return (answer.Campaigns ?? []).map((campaign) => campaign.Name);
  }

  async #call(path, body) {
    for (let renewed = false; ;) {
      if (!this.#accessToken) await this.#renew();
      const answer = await fetch(this.campaigns + path, { method: 'POST', body: JSON.stringify(body), headers: {
        'Content-Type': 'application/json', Authorization: `Bearer ${this.#accessToken}`, DeveloperToken: this.developerToken,
        CustomerId: this.customerId, CustomerAccountId: this.accountId } });
      const content = await answer.json();
      const errors = content.Errors ?? content.OperationErrors ?? [];
      const codes = errors.map((error) => error.Code);
      if (codes.includes(callRateExceeded)) {
        await this.sleep(60_000); // calls are counted over a minute
      } else if (codes.includes(tokenExpired) && !renewed) {
        this.#accessToken = undefined;
        renewed = true;
      } else if (errors.length > 0) {
        throw new Refused(errors, answer.headers.get('TrackingId'));
      } else {
        return content;
      }
    }
  }

  async #renew() {
    const answer = await fetch(this.tokenUrl, { method: 'POST', body: new URLSearchParams({
      client_id: this.clientId, grant_type: 'refresh_token', refresh_token: this.refreshToken,
      scope: 'https://ads.microsoft.com/msads.manage offline_access' }) });
    const tokens = await answer.json();
    if (tokens.error) throw new Refused([{ Code: tokens.error, Message: tokens.error_description }], null);
    this.#accessToken = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
  }
}
