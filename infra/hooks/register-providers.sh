#!/bin/sh
# Flex Consumption's subnets are delegated to Microsoft.App. No resource of the templates is of that provider, therefore
# deploying them does not register it in a subscription that never used it.
set -eu
az provider register --subscription "$AZURE_SUBSCRIPTION_ID" --namespace Microsoft.App --wait
