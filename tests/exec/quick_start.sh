#!/bin/sh
# The quick start with curl alone, against the official host names; run by adsbox exec.
set -eu
back=https://login.live-int.com/oauth20_desktop.srf
sign_in=https://login.live-int.com
services=https://clientcenter.api.sandbox.bingads.microsoft.com
campaigns=https://campaign.api.sandbox.bingads.microsoft.com

value() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
call() {  # call URL BODY [HEADER...]
  url=$1 body=$2
  shift 2
  curl -sSf "$url" -H "Authorization: Bearer $token" -H "DeveloperToken: $ADSBOX_DEVELOPER_TOKEN" -H "Content-Type: application/json" "$@" -d "$body"
}

code=$(curl -sS -o /dev/null -w "%{redirect_url}" -G "$sign_in/oauth20_authorize.srf" -d "client_id=$ADSBOX_CLIENT_ID&scope=bingads.manage" \
  -d "response_type=code&redirect_uri=$back&state=x&prompt=none&login_hint=$ADSBOX_USER" | sed "s/.*[?&]code=\([^&]*\).*/\1/")
refresh=$(curl -sSf "$sign_in/oauth20_token.srf" -d "client_id=$ADSBOX_CLIENT_ID&grant_type=authorization_code&redirect_uri=$back&code=$code" | value refresh_token)
token=$(curl -sSf "$sign_in/oauth20_token.srf" -d "client_id=$ADSBOX_CLIENT_ID&grant_type=refresh_token&refresh_token=$refresh" | value access_token)
[ -n "$token" ]

user=$(call "$services/CustomerManagement/v13/User/Query" "{\"UserId\":null}")
echo "$user" | grep -q "\"UserName\":\"$ADSBOX_USER\""
user_id=$(echo "$user" | sed "s/.*\"User\":{//" | value Id)
call "$services/CustomerManagement/v13/Accounts/Search" \
  "{\"Predicates\":[{\"Field\":\"UserId\",\"Operator\":\"Equals\",\"Value\":\"$user_id\"}],\"PageInfo\":{\"Index\":0,\"Size\":10}}" |
  grep -q "\"Id\":\"$ADSBOX_ACCOUNT_ID\""
call "$campaigns/CampaignManagement/v13/Campaigns/QueryByAccountId" "{\"AccountId\":\"$ADSBOX_ACCOUNT_ID\"}" \
  -H "CustomerId: $ADSBOX_CUSTOMER_ID" -H "CustomerAccountId: $ADSBOX_ACCOUNT_ID" | grep -q "\"Campaigns\":\["
echo "quick start done"
