// The apps' way out. Requests come in over the public front end: agencies and survivors are on the internet.
param name string
param location string
param tags object

@description('Let the apps\' subnets through the services\' firewalls; needed where there are no private endpoints.')
param serviceEndpoints bool

var services = serviceEndpoints ? ['Microsoft.AzureCosmosDB', 'Microsoft.KeyVault', 'Microsoft.Storage'] : []
var endpoints = [for service in services: { service: service }]
// Flex Consumption's; the provider Microsoft.App must be registered (a hook in azure.yaml does it).
var delegations = [
  {
    name: 'flex'
    properties: {
      serviceName: 'Microsoft.App/environments'
    }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.60.0.0/24']
    }
    // No underscore in the names: Flex Consumption does not take it.
    subnets: [
      {
        name: 'apps-api'
        properties: {
          addressPrefix: '10.60.0.0/26'
          delegations: delegations
          serviceEndpoints: endpoints
        }
      }
      {
        name: 'apps-survivor'
        properties: {
          addressPrefix: '10.60.0.64/26'
          delegations: delegations
          serviceEndpoints: endpoints
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.60.0.128/27'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

output networkId string = network.id
output appSubnetIds array = [network.properties.subnets[0].id, network.properties.subnets[1].id]
output endpointSubnetId string = network.properties.subnets[2].id
