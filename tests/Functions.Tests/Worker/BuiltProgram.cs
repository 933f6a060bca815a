using System.Diagnostics;
using System.Reflection;
using DataSharing.Functions.Http;
using DataSharing.Functions.Tests.Azure;
using Microsoft.Extensions.Hosting;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>The function app's own program, run up to the moment at which its host is built, and no further.</summary>
internal sealed class BuiltProgram : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly AsyncLocal<BuiltProgram?> Current = new();
    private readonly List<IDisposable> _subscriptions = [];
    private IHost? _host;

    /// <param name="settings">Beyond those that the app cannot do without, or instead of them.</param>
    public static IHost Build(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string?> all = new(AzureSettingsTests.Complete);
        foreach ((string name, string value) in settings)
            all[name] = value;
        var catcher = new BuiltProgram();
        using IDisposable listening = DiagnosticListener.AllListeners.Subscribe(catcher);
        Current.Value = catcher;
        try
        {
            string[] arguments = [.. all.Select(setting => $"--{setting.Key}={setting.Value}")];
            int? code = (int?)typeof(SurvivorHost).Assembly.EntryPoint!.Invoke(null, [arguments]);
            throw new InvalidOperationException($"the program ended with {code}");
        }
        catch (TargetInvocationException stopped) when (stopped.InnerException is EnoughException)
        {
            return catcher._host!;
        }
        finally
        {
            Current.Value = null;
            foreach (IDisposable subscription in catcher._subscriptions)
                subscription.Dispose();
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // Other tests build hosts at the same time.
        if (Current.Value != this || value.Key != "HostBuilt")
            return;
        _host = (IHost)value.Value!;
        throw new EnoughException();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private sealed class EnoughException : Exception;
}
