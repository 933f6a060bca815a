using System.Linq.Expressions;
using System.Reflection;
using DataSharing.Embedded.Hosting.Binding;
using DataSharing.Embedded.Installation;
using Microsoft.AspNetCore.Routing.Patterns;

namespace DataSharing.Embedded.Hosting.Http;

/// <summary>Gives parameters the values of the route's parameters of the same name.</summary>
internal static class RouteValues
{
    // What the isolated worker converts too; anything else would bind here and fail in Azure.
    private static readonly HashSet<Type> Convertible =
        [
            typeof(string),
            typeof(bool),
            typeof(int),
            typeof(long),
            typeof(double),
            typeof(decimal),
            typeof(Guid),
            typeof(DateTime),
            typeof(DateTimeOffset),
        ];

    /// <returns>Null if the route has no parameter of that name.</returns>
    /// <exception cref="StartRefusedException">The type is none that a route's text converts to, or a value that may be missing has
    /// no null.</exception>
    public static Expression? Bind(FunctionMethod function, RoutePattern route, ParameterInfo parameter, ParameterExpression invocation)
    {
        if (route.GetParameter(parameter.Name!) is not { } segment)
            return null;
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (!Convertible.Contains(type))
            throw new StartRefusedException(function.Problem(parameter, "cannot be read from a route; take a string and parse it"));
        bool nullable = type == typeof(string) || type != parameter.ParameterType;
        if (segment.IsOptional && !nullable)
            throw new StartRefusedException(function.Problem(parameter, "must be nullable, as its route value may be missing"));
        string method = type == typeof(string) ? nameof(Text) : nullable ? nameof(ParsedOrNull) : nameof(Parsed);
        return Expression.Call(
            typeof(RouteValues), method, type == typeof(string) ? null : [type],
            Expression.Property(invocation, nameof(Invocation.Http)), Expression.Constant(parameter.Name));
    }

    private static string? Text(HttpContext http, string name) => http.Request.RouteValues[name] as string;

    private static T Parsed<T>(HttpContext http, string name) where T : struct, IParsable<T> =>
        T.TryParse(Text(http, name), CultureInfo.InvariantCulture, out T value) ? value : throw new NoSuchResourceException();

    private static T? ParsedOrNull<T>(HttpContext http, string name) where T : struct, IParsable<T> =>
        Text(http, name) is null ? null : Parsed<T>(http, name);
}

/// <summary>A route value does not convert: no resource has that address, so the answer is 404.</summary>
internal sealed class NoSuchResourceException : Exception;
