using System.Text.Json;
using System.Text.RegularExpressions;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.Blobs;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Configuration;
using DataSharing.Functions.Hosting;
using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>
/// What can be told of the templates in <c>infra</c> without their compiler. That Azure takes them is tried by deploying them.
/// </summary>
public sealed partial class InfrastructureTests
{
    private const string Main = "infra/main.bicep";
    private const string Roles = "infra/modules/roles.bicep";
    private const string Alerts = "infra/modules/alerts.bicep";
    private static readonly Dictionary<string, BicepFile> Templates = SourceTree.Files(".bicep").ToDictionary(
        path => path, BicepFile.Read, StringComparer.Ordinal);

    public static TheoryData<string> Files() => [.. Templates.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Template_WhenRead_ClosesEveryBracketAndString(string path) => Assert.Null(Templates[path].Fault);

    [Theory]
    [MemberData(nameof(Files))]
    public void ParametersAndVariables_WhenDeclared_AreUsed(string path)
    {
        BicepFile file = Templates[path];
        HashSet<string> used = file.Used();
        Assert.All(
            file.Of("param").Concat(file.Of("var")), one => Assert.True(used.Contains(one.Name), $"{path}: {one.Name} is never used"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Resources_WhenDeclared_NameTypeAndVersion(string path) =>
        Assert.All(
            Templates[path].Of("resource"),
            one => Assert.Matches(@"^Microsoft\.[A-Za-z]+(/[A-Za-z]+)+@20\d\d-\d\d-\d\d(-preview)?$", one.Literal));

    [Fact]
    public void Modules_WhenCalled_ExistAndGetTheirParametersAndNoOthers()
    {
        BicepFile main = Templates[Main];
        Assert.NotEmpty(main.Of("module"));
        foreach (BicepDeclaration call in main.Of("module"))
        {
            Assert.True(
                Templates.TryGetValue("infra/" + call.Literal, out BicepFile? module), $"{call.Name}: {call.Literal} does not exist");
            IReadOnlyList<string> given = BicepFile.KeysOf(main.CodeOf(call), "params");
            string[] required = [.. module.Of("param").Where(one => !OptionalParameter().IsMatch(module.CodeOf(one)))
                .Select(one => one.Name)];
            Assert.True(required.All(given.Contains), $"{call.Name} lacks {string.Join(", ", required.Except(given))}");
            Assert.True(
                given.All(name => module.Of("param").Any(one => one.Name == name)), $"{call.Name} is given a parameter it does not have");
        }

        Assert.Equal(
            Templates.Keys.Where(path => path != Main).Order(),
            main.Of("module").Select(call => "infra/" + call.Literal).Distinct().Order());
    }

    [Fact]
    public void Outputs_WhenAModuleHasOne_AreTakenAndThoseTakenExist()
    {
        BicepFile main = Templates[Main];
        (string Module, string Output)[] taken = [.. OutputTaken().Matches(main.Code)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        (string Module, string Output)[] made = [.. main.Of("module")
            .SelectMany(call => Templates["infra/" + call.Literal].Of("output").Select(output => (call.Literal, output.Name))).Distinct()];
        (string Module, string Output)[] takenOf = [.. taken.Select(one =>
            (main.Of("module").Single(call => call.Name == one.Module).Literal, one.Output)).Distinct()];
        Assert.Equal(made.Order(), takenOf.Order());
    }

    [Fact]
    public void ParameterFile_WhenRead_GivesEveryParameterOfMainOnce()
    {
        using var json = JsonDocument.Parse(SourceTree.Read("infra/main.parameters.json"), new() { AllowDuplicateProperties = false });
        Assert.Equal(
            Templates[Main].Of("param").Select(one => one.Name).Order(),
            json.RootElement.GetProperty("parameters").EnumerateObject().Select(one => one.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Template_WhenRead_HoldsNoSecretAndAsksForNone(string path)
    {
        BicepFile file = Templates[path];
        Assert.DoesNotMatch(
            @"\blist(Keys|Secrets|ConnectionStrings|AccountSas|ServiceSas|\w*Keys)\s*\(|\bgetSecret\s*\(|\bnewGuid\s*\(", file.Code);
        Assert.All(file.Literals, literal => Assert.DoesNotMatch(SecretText(), literal));
        Assert.All(
            file.Of("output"), one => Assert.DoesNotMatch(@"(?i)key(?!vault)|secret|password|credential|connectionstring|sas", one.Name));
        Assert.DoesNotMatch(@"(?i)\b\w*(password|secret|accountkey|pwd)\w*\s*[:=]\s*'[^']", file.Text);
        Assert.DoesNotMatch(@"(?i)\.properties\.(instrumentationKey|primaryKey|keys)", file.Code);
    }

    [Fact]
    public void Roles_WhenAssigned_AreInOneFileEachWithItsReasonAndNeverAPersons()
    {
        const string Assignment = "Microsoft.Authorization/roleAssignments@",
        InDatabase = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@";
        BicepDeclaration[] all = [.. Templates.Values.SelectMany(file => file.Of("resource")).Where(IsAssignment)];
        BicepFile file = Templates[Roles];
        BicepDeclaration[] here = [.. file.Of("resource").Where(IsAssignment)];
        Assert.NotEmpty(here);
        Assert.Equal(all.Length, here.Length);
        Assert.Equal(Templates.Values.Sum(one => AssignmentType().Count(one.Text)), here.Length);
        foreach (BicepDeclaration one in here)
        {
            string text = file.FlatOf(one);
            Assert.Contains(" principalId: principalId ", text, StringComparison.Ordinal);
            if (one.Literal.StartsWith(InDatabase, StringComparison.Ordinal))
            {
                Assert.Matches(@"// Reason: [^\n]{20,}\s*$", file.Text[..one.Start]);
                continue;
            }

            Assert.Matches(@" description: 'Reason: (?:[^'\\]|\\.){20,}' ", text);
            Assert.Contains("principalType: 'ServicePrincipal'", text, StringComparison.Ordinal);
        }

        static bool IsAssignment(BicepDeclaration one) =>
            one.Literal.StartsWith(Assignment, StringComparison.Ordinal) || one.Literal.StartsWith(InDatabase, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("overdue-attestations", "datasharing.attestations.overdue")]
    [InlineData("failed-checkpoint", "datasharing.checkpoint.failures")]
    [InlineData("repeated-refusals", "datasharing.refusals")]
    [InlineData("slow-withdrawal", "datasharing.withdrawal.duration")]
    public void Alert_WhenItRestsOnASignal_ReadsOneThatTheAppLogs(string alert, string signal)
    {
        string rule = Templates[Alerts].Flat.Split(" name: '").Single(part => part.StartsWith(alert + "'", StringComparison.Ordinal));
        Assert.Contains($"\"signal {signal} \"", rule, StringComparison.Ordinal);
        Assert.True(SignalLog.Heard.Contains(signal), $"{signal} is not logged");
    }

    [Fact]
    public void Alerts_WhenListed_AreThoseThatTheHandbookExplains()
    {
        BicepFile file = Templates[Alerts];
        string[] alerts = [.. AlertName().Matches(file.FlatOf(file.Of("var").Single(one => one.Name == "rules")))
            .Select(match => match.Groups[1].Value).Append("vault-throttling")];
        Assert.Contains(" metricName: 'ServiceApiResult' ", file.Flat, StringComparison.Ordinal);
        Assert.Contains(" name: 'vault-throttling-${token}' ", file.Flat, StringComparison.Ordinal);
        Assert.Equal(
            alerts.Order(), HandbookAlert().Matches(SourceTree.Read("docs/operations.md")).Select(match => match.Groups[1].Value).Order());
        Assert.Equal(SignalLog.Heard.Order(), SignalRead().Matches(file.Flat).Select(match => match.Groups[1].Value).Order());
    }

    [Theory]
    [InlineData("cosmos", "defaultConsistencyLevel: 'Strong'")]
    [InlineData("cosmos", "enableMultipleWriteLocations: false")]
    [InlineData("cosmos", "tier: 'Continuous7Days'")]
    [InlineData("cosmos", "disableLocalAuth: true")]
    [InlineData("storage", "allowSharedKeyAccess: false")]
    [InlineData("storage", "allowBlobPublicAccess: false")]
    [InlineData("journal", "allowSharedKeyAccess: false")]
    [InlineData("journal", "allowProtectedAppendWrites: true")]
    [InlineData("vault", "name: 'premium'")]
    [InlineData("vault", "kty: 'EC-HSM'")]
    [InlineData("vault", "enableRbacAuthorization: true")]
    [InlineData("vault", "enablePurgeProtection: true")]
    [InlineData("vault", "type: 'rotate'")]
    [InlineData("monitoring", "DisableLocalAuth: true")]
    [InlineData("functionApp", "name: 'FC1'")]
    [InlineData("functionApp", "version: '10.0'")]
    [InlineData("functionApp", "name: 'http'")]
    [InlineData("functionApp", "allow: false")]
    public void Guarantee_WhenItRestsOnAProperty_FindsItSet(string module, string property) =>
        Assert.Contains($" {property} ", Templates[$"infra/modules/{module}.bicep"].Flat, StringComparison.Ordinal);

    [Fact]
    public void Settings_WhenTheAppsGetThem_AreThoseThatTheAppReads()
    {
        string[] given = [.. BicepFile.KeysOf(Templates[Main].Code, "settings").Select(name =>
            name.Replace("__", ":", StringComparison.Ordinal))];
        SettingRule[] rules = [.. RuntimeSettings.Rules, .. AzureSettings.Rules];
        Assert.Empty(rules.Where(rule => rule.IsRequired).Select(rule => rule.Name).Except(given));
        Assert.Empty(given.Where(name => name.Contains(':') && !name.StartsWith("AzureWebJobsStorage:", StringComparison.Ordinal))
            .Except([.. rules.Select(rule => rule.Name), "Console:ClientId", "Console:Origin"]));
        using var host = JsonDocument.Parse(SourceTree.Read("host.json"));
        JsonElement durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.Contains(durable.GetProperty("hubName").GetString()!.Trim('%'), given);
        Assert.Contains(durable.GetProperty("storageProvider").GetProperty("connectionStringName").GetString()!, given);
        Assert.Contains(TelemetryExport.EndpointSetting, Templates[Main].Code, StringComparison.Ordinal);
    }

    [Fact]
    public void AppRoles_WhenListedForTheIssuer_AreThoseOfTheApp()
    {
        using var json = JsonDocument.Parse(SourceTree.Read("infra/app-roles.json"));
        JsonElement[] roles = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(Functions.Http.Roles.All.Order(), roles.Select(role => role.GetProperty("value").GetString()!).Order());
        Assert.Equal(roles.Length, roles.Select(role => role.GetProperty("id").GetGuid()).Distinct().Count());
    }

    [Fact]
    public void Containers_WhenDeclared_AreMadeAsTheAdapterWantsThem()
    {
        string text = Templates["infra/modules/cosmos.bicep"].Flat;
        Assert.Equal(
            CosmosContainers.All.Select(one => (one.Name, one.HasDue, Expires: one.DefaultTimeToLive is not null)).Order(),
            ContainerDeclared().Matches(text)
                .Select(match => (match.Groups[1].Value, match.Groups[2].Value == "true", match.Groups[3].Value == "true")).Order());
        Assert.All(CosmosContainers.All, one => Assert.Equal(one.HasDue ? ["/pk/?", "/due/?"] : ["/pk/?"], one.IndexedPaths));
        Assert.Contains("var keyPaths = [{ path: '/pk/?' }] var duePaths = [{ path: '/due/?' }] ", text, StringComparison.Ordinal);
        Assert.Contains("includedPaths: container.due ? concat(keyPaths, duePaths) : keyPaths ", text, StringComparison.Ordinal);
        Assert.Contains($"excludedPaths: [{{ path: '{CosmosContainer.ExcludedPath}' }}] ", text, StringComparison.Ordinal);
        Assert.Contains("container.expires ? { defaultTtl: -1 } : {} ", text, StringComparison.Ordinal);
        Assert.All(CosmosContainers.All.Select(one => one.DefaultTimeToLive).OfType<int>(), term => Assert.Equal(-1, term));
        Assert.Contains($"var partitionKeyPath = '{CosmosContainer.PartitionKeyPath}' ", text, StringComparison.Ordinal);
        Assert.Contains(
            $"var databaseName = '{new CosmosOptions(new Uri("https://a.example")).Database}' ", text, StringComparison.Ordinal);
        Assert.Contains(
            $"/dbs/{new CosmosOptions(new Uri("https://a.example")).Database}'", Templates[Roles].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BlobContainers_WhenDeclared_AreThoseOfTheAdapters()
    {
        Assert.Contains($"containers: ['{AzureBlobStore.ContainerName}']", Templates[Main].Flat, StringComparison.Ordinal);
        Assert.Contains(
            $"var containerName = '{AzureStopJournal.ContainerName}'", Templates["infra/modules/journal.bicep"].Flat,
            StringComparison.Ordinal);
        Assert.Contains($"existing = {{ name: '{AzureBlobStore.ContainerName}'", Templates[Roles].Flat, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_WhenItListsTheDeployment_NamesEveryModule()
    {
        string readme = SourceTree.Read("README.md");
        Assert.All(Templates[Main].Of("module").Select(call => Path.GetFileNameWithoutExtension(call.Literal)).Distinct(),
            module => Assert.Matches($@"\n\| [^\n]*`{module}`", readme));
    }

    [Fact]
    public void AzureYaml_WhenRead_NamesProjectsHooksAndServicesThatExist()
    {
        string yaml = SourceTree.Read("azure.yaml");
        Assert.All(Regex.Matches(yaml, @"(?m)^ +(project|run): (\S+)$").Select(match => match.Groups[2].Value),
            path => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, path)), $"azure.yaml names {path}, which does not exist"));
        Assert.Equal(
            Regex.Matches(Templates[Main].Text, "serviceName: '(.+)'").Select(match => match.Groups[1].Value).Order(),
            Regex.Matches(yaml, @"(?m)^  (\w+):\n    project:").Select(match => match.Groups[1].Value).Order());
    }

    [GeneratedRegex(@"^param \w+ \w+ =")]
    private static partial Regex OptionalParameter();

    [GeneratedRegex(@"(\w+)\.outputs\.(\w+)")]
    private static partial Regex OutputTaken();

    // A long run of letters with a digit among them is no word and no name of Azure's.
    [GeneratedRegex(
        @"(?i)(AccountKey|SharedAccessKey|SharedAccessSignature|sig|password|pwd|client_?secret)\s*=\s*\S|(?=[a-z+/_]*[0-9])[a-z0-9+/_]{32,}|-----BEGIN")]
    private static partial Regex SecretText();

    [GeneratedRegex(@"(roleAssignments|sqlRoleAssignments)@")]
    private static partial Regex AssignmentType();

    [GeneratedRegex(@"\{ name: '(\w+)',? due: (true|false),? expires: (true|false) \}")]
    private static partial Regex ContainerDeclared();

    [GeneratedRegex(@"\{ name: '([\w-]+)'")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"(?m)^### `([\w-]+)`")]
    private static partial Regex HandbookAlert();

    [GeneratedRegex(@"""signal ([\w.]+) """)]
    private static partial Regex SignalRead();
}
