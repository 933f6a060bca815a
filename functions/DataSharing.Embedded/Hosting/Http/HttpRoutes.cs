using System.Linq.Expressions;
using DataSharing.Embedded.Hosting.Binding;
using DataSharing.Embedded.Installation;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DataSharing.Embedded.Hosting.Http;

/// <summary>Turns HTTP functions into endpoints under the route rules of the Functions host.</summary>
internal sealed class HttpRoutes(IServiceProvider services, string prefix, DurableTaskClient client)
{
    private readonly IServiceProviderIsService _known = services.GetRequiredService<IServiceProviderIsService>();
    private readonly ParameterPolicyFactory _constraints = services.GetRequiredService<ParameterPolicyFactory>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<HttpFunction>>();

    /// <exception cref="StartRefusedException">Lists every function that cannot be bound, and every route two functions claim.</exception>
    public IReadOnlyList<Endpoint> Map(IEnumerable<FunctionMethod> functions)
    {
        (List<(FunctionMethod Function, Endpoint Endpoint, string Shape, MethodList Methods)>? mapped, List<string>? problems) =
            (new List<(FunctionMethod Function, Endpoint Endpoint, string Shape, MethodList Methods)>(), new List<string>());
        foreach (FunctionMethod function in functions)
        {
            try
            {
                mapped.Add(Map(function));
            }
            catch (StartRefusedException refused)
            {
                problems.AddRange(refused.Reasons);
            }
        }

        foreach (List<(FunctionMethod Function, Endpoint Endpoint, string Shape, MethodList Methods)>? claims in mapped.GroupBy(
            map => map.Shape, StringComparer.OrdinalIgnoreCase).Select(group => group.ToList()))
        {
            for (int i = 1; i < claims.Count; i++)
            {
                if (claims.Take(i).FirstOrDefault(earlier => earlier.Methods.Overlaps(claims[i].Methods)) is { Function: not null } twin)
                    problems.Add(
                        claims[i].Function.Problem(
                            $"its route '{claims[i].Shape}' ({claims[i].Methods}) is already taken by function '{twin.Function.Name}' "
                                + $"({twin.Methods})"));
            }
        }

        return problems.Count == 0
            ? [.. mapped.Select(map => map.Endpoint)]
            : throw new StartRefusedException("some HTTP functions cannot be hosted:", problems);
    }

    private (FunctionMethod Function, Endpoint Endpoint, string Shape, MethodList Methods) Map(FunctionMethod function)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        // Function keys belong to Azure. Answering such a function without its key would leave a locked door open.
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
            throw new StartRefusedException(
                function.Problem(
                    $"authorization level {trigger.AuthLevel} needs host keys, which this host does not have; use Anonymous and the "
                        + "app's own tokens"));
        CheckReturnType(function);
        RoutePattern route = Route(function, trigger);
        Invoker invoke = InvokerCompiler.Compile(function, _known, (parameter, invocation) => Bind(function, route, parameter, invocation));
        var methods = MethodList.Of(trigger.Methods);
        var endpoint = new RouteEndpointBuilder(new HttpFunction(function.Name, invoke, client, _logger).AnswerAsync, route, order: 0)
        {
            DisplayName = function.Name,
            Metadata = { methods },
        };
        return (function, endpoint.Build(), Shape(route), methods);
    }

    private RoutePattern Route(FunctionMethod function, HttpTriggerAttribute trigger)
    {
        string text = string.Join('/', new[] { prefix, (trigger.Route ?? function.Name).Trim('/') }.Where(part => part.Length > 0));
        try
        {
            RoutePattern route = RoutePatternFactory.Parse(text);
            foreach (RoutePatternParameterPart parameter in route.Parameters)
            {
                foreach (RoutePatternParameterPolicyReference policy in parameter.ParameterPolicies)
                    _constraints.Create(parameter, policy);
            }

            return route;
        }
        catch (Exception fault) when (fault is RoutePatternException or InvalidOperationException or RouteCreationException)
        {
            throw new StartRefusedException(
                function.Problem(
                    $"parameter '{function.TriggerParameter.Name}' has the route '{text}', which is not usable: {fault.Message}"));
        }
    }

    private static Expression? Bind(
        FunctionMethod function, RoutePattern route, System.Reflection.ParameterInfo parameter, ParameterExpression invocation)
    {
        if (function.IsTrigger(parameter))
            return CommonBindings.Trigger(
                function, Expression.Property(Expression.Property(invocation, nameof(Invocation.Http)), nameof(HttpContext.Request)));
        return CommonBindings.Bind(parameter, invocation)
            ?? RouteValues.Bind(function, route, parameter, invocation)
            ?? throw new StartRefusedException(
                function.Problem(
                    parameter,
                    $"is no value of the route '{route.RawText}' and of no type that is bound; services come through the constructor"));
    }

    private static void CheckReturnType(FunctionMethod function)
    {
        Type type = function.Method.ReturnType;
        if (type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            type = type.GetGenericArguments()[0];
        if (type != typeof(void) && type != typeof(Task) && type != typeof(ValueTask) && !typeof(IResult).IsAssignableFrom(type))
            throw new StartRefusedException(
                function.Problem($"it returns {FunctionMethod.TypeName(function.Method.ReturnType)}; an HTTP function returns IResult"));
    }

    /// <summary>The route without its parameters' names: two routes of one shape match the same paths.</summary>
    private static string Shape(RoutePattern route) => string.Join('/', route.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{Policies(parameter)}}}",
            _ => part.ToString(),
        }))));

    private static string Policies(RoutePatternParameterPart parameter) =>
        string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content).Order(StringComparer.Ordinal));
}
