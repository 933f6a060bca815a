using System.Linq.Expressions;
using DataSharing.Embedded.Hosting.Timers;
using DataSharing.Embedded.Installation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting.Binding;

/// <summary>Compiles timer functions.</summary>
internal static class TimerBindings
{
    public static TimerFunction Compile(FunctionMethod function, IServiceProvider services, DurableTaskClient client)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        Invoker invoke = InvokerCompiler.Compile(
            function, services.GetRequiredService<IServiceProviderIsService>(), (parameter, invocation) => function.IsTrigger(parameter)
                ? CommonBindings.Trigger(function, Expression.Property(invocation, nameof(Invocation.Timer)))
                : CommonBindings.Bind(parameter, invocation));
        TimerSchedule schedule = Schedule(function, trigger, services.GetRequiredService<IConfiguration>());
        DateTime now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        return new TimerFunction(
            function.Name, schedule, trigger.RunOnStartup, trigger.UseMonitor && schedule.IsMonitored(now), async (timer, stop) =>
        {
            await using AsyncServiceScope scope = services.CreateAsyncScope();
            await invoke(new Invocation(scope.ServiceProvider, stop) { Timer = timer, Client = client });
        });
    }

    private static TimerSchedule Schedule(FunctionMethod function, TimerTriggerAttribute trigger, IConfiguration settings)
    {
        try
        {
            return TimerSchedule.Parse(trigger.Schedule, settings);
        }
        catch (FormatException fault)
        {
            throw new StartRefusedException(
                function.Problem(function.TriggerParameter, $"has the schedule '{trigger.Schedule}': {fault.Message}"));
        }
    }
}
