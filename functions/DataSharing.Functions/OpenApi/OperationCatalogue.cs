using System.Reflection;

namespace DataSharing.Functions.OpenApi;

/// <summary>Every declared operation of the app: the static fields of type <see cref="ApiOperation"/>.</summary>
public static class OperationCatalogue
{
    public static IReadOnlyList<ApiOperation> All { get; } = Of(typeof(OperationCatalogue).Assembly);

    public static IReadOnlyList<ApiOperation> Of(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .SelectMany(
                type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType.IsAssignableTo(typeof(ApiOperation)) && !field.DeclaringType!.ContainsGenericParameters)
            .Select(field => Described((ApiOperation)field.GetValue(null)!, field.DeclaringType!))
            .OrderBy(operation => operation.Route, StringComparer.Ordinal)
            .ThenBy(operation => operation.Method, StringComparer.Ordinal),
    ];

    // What is said of the class that answers goes for the operation, where nothing more is said of it.
    private static ApiOperation Described(ApiOperation operation, Type type) =>
        operation with
        {
            Description = operation.Description ?? DocComments.Of(type),
            Tag = OperationTags.Of(type),
        };
}
