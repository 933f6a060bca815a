// What nearly every room needs: the language of the domain, the ledger and the store below, the edge above. Other rooms are
// named in each file.
global using System.Globalization;
global using System.Security.Cryptography;
global using System.Text;
global using System.Text.Json;
global using DataSharing.Domain.AccessLog;
global using DataSharing.Domain.Agreements;
global using DataSharing.Domain.Cases;
global using DataSharing.Domain.Consents;
global using DataSharing.Domain.Decisions;
global using DataSharing.Domain.Forms;
global using DataSharing.Domain.Ids;
global using DataSharing.Domain.Policy;
global using DataSharing.Domain.Redaction;
global using DataSharing.Domain.Registry;
global using DataSharing.Domain.Releases;
global using DataSharing.Domain.Requests;
global using DataSharing.Domain.Sealing;
global using DataSharing.Functions.Http;
global using DataSharing.Functions.Ledger;
global using DataSharing.Functions.Storage;
global using Microsoft.AspNetCore.Http;
global using Microsoft.Azure.Functions.Worker;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Logging;
// The host lets everybody in; who may is the pipeline's question.
global using static Microsoft.Azure.Functions.Worker.AuthorizationLevel;
