using System.Reflection;
using System.Reflection.Emit;
using DataSharing.WorkerHost.Protocol;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Newtonsoft.Json;

namespace DataSharing.WorkerHost.Durable;

/// <summary>
/// What the job host takes for the app's orchestrators and activities. A type made at run time derives from this one and has a
/// method for each of them; all of them call the worker.
/// </summary>
public abstract class DurableFunctions
{
    private static readonly JsonSerializerSettings Exact = new() { DateParseHandling = DateParseHandling.None };
    private readonly Invoker _invoker;
    private readonly Dictionary<string, WorkerFunction> _functions;

    private protected DurableFunctions(DurableParts parts) =>
        (_invoker, _functions) = (parts.Invoker, parts.Functions.ToDictionary(function => function.Name, StringComparer.Ordinal));

    /// <summary>Calls a function in the worker.</summary>
    /// <param name="input">As the extension writes it: a turn's request in base64, or an activity's input in JSON.</param>
    /// <param name="instanceId">Of the orchestration that an activity is for.</param>
    protected async Task<object?> CallAsync(string name, string input, string? instanceId)
    {
        KeyValuePair<string, string>[] metadata = instanceId is null ? [] : [KeyValuePair.Create("instanceId", instanceId)];
        TypedData? returned = await _invoker.InvokeAsync(
            _functions[name], input is null ? new TypedData() : new TypedData { String = input }, metadata);
        return returned?.DataCase switch
        {
            TypedData.DataOneofCase.String => returned.String,
            TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(returned.Json, Exact),
            TypedData.DataOneofCase.Int => returned.Int,
            TypedData.DataOneofCase.Double => returned.Double,
            _ => null,
        };
    }

    internal static System.Type Emit(IReadOnlyList<WorkerFunction> functions)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("DataSharing.WorkerHost.Emitted"), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule("functions").DefineType(
            "Functions", TypeAttributes.Public | TypeAttributes.Sealed, typeof(EmittedBase));
        System.Type[] constructor = [typeof(DurableParts)];
        ILGenerator body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, constructor).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Call, typeof(EmittedBase).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, constructor)!);
        body.Emit(OpCodes.Ret);
        foreach (WorkerFunction function in functions)
        {
            if (function.TriggerType == "orchestrationTrigger")
                Emit(type, function.Name, typeof(OrchestrationTriggerAttribute), isActivity: false);
            else if (function.TriggerType == "activityTrigger")
                Emit(type, function.Name, typeof(ActivityTriggerAttribute), isActivity: true);
        }

        return type.CreateType();
    }

    // Task<object> Name([Trigger] string input, string instanceId) => CallAsync("Name", input, instanceId);
    private static void Emit(TypeBuilder type, string name, System.Type trigger, bool isActivity)
    {
        MethodBuilder method = type.DefineMethod(
            name, MethodAttributes.Public, typeof(Task<object>), isActivity ? [typeof(string), typeof(string)] : [typeof(string)]);
        method.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionNameAttribute).GetConstructor([typeof(string)])!, [name]));
        var marked = new CustomAttributeBuilder(trigger.GetConstructor([])!, []);
        method.DefineParameter(1, ParameterAttributes.None, "input").SetCustomAttribute(marked);
        if (isActivity)
            method.DefineParameter(2, ParameterAttributes.None, "instanceId");
        ILGenerator body = method.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldstr, name);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(isActivity ? OpCodes.Ldarg_2 : OpCodes.Ldnull);
        body.Emit(OpCodes.Call, typeof(DurableFunctions).GetMethod(nameof(CallAsync), BindingFlags.Instance | BindingFlags.NonPublic)!);
        body.Emit(OpCodes.Ret);
    }
}

/// <summary>What the emitted type is made with.</summary>
public sealed class DurableParts
{
    internal DurableParts(Invoker invoker, IReadOnlyList<WorkerFunction> functions) => (Invoker, Functions) = (invoker, functions);

    internal Invoker Invoker { get; }

    internal IReadOnlyList<WorkerFunction> Functions { get; }
}

/// <summary>Opens the constructor to the type that is made at run time, which is in another assembly.</summary>
public abstract class EmittedBase : DurableFunctions
{
    protected EmittedBase(DurableParts parts)
        : base(parts)
    {
    }
}

/// <summary>Gives away what a function gets that wants a client of Durable Functions.</summary>
public sealed class ClientFunction(DurableParts parts)
{
    internal const string Name = "Client";

    [NoAutomaticTrigger]
    [FunctionName(Name)]
#pragma warning disable DF0203 // an analyzer for functions that run in the host; a worker's get a string
    public void Client([DurableClient] string client) => parts.Invoker.DurableClient = client;
#pragma warning restore DF0203
}
