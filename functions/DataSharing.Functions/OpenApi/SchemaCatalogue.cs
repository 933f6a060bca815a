using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace DataSharing.Functions.OpenApi;

/// <summary>JSON Schemas of bodies and answers, made from the types that the serializer reads and writes.</summary>
/// <param name="bodies">Types of bodies: where one is an answer too, the answer has a schema of its own, since only bodies are
/// closed.</param>
internal sealed class SchemaCatalogue(OpenApiDocument document, IReadOnlySet<Type> bodies)
{
    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Described,
    };

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A reference to the type's schema.</summary>
    /// <param name="isClosed">Bodies are closed: an unknown member is refused. Answers are open: they may grow.</param>
    public IOpenApiSchema Reference(Type type, bool isClosed)
    {
        string name = NameOf(type) + (!isClosed && bodies.Contains(type) ? "View" : "");
        if (_known.Add(name))
        {
            JsonNode schema = JsonBody.Options.GetJsonSchemaAsNode(type, Exporter);
            Mend(schema, name, isClosed);
            document.AddComponent(name, Parse(schema));
        }

        return new OpenApiSchemaReference(name, document);
    }

    public OpenApiSchema Parse(JsonNode schema) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _, "json")
        ?? throw new InvalidOperationException("the schema cannot be read");

    internal static string NameOf(Type type) => type.IsGenericType
        ? string.Concat(type.GetGenericArguments().Select(NameOf)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
        : type.Name;

    // A referred-to schema may carry words of its own here: OpenAPI 3.1 lets them stand beside the reference.
    private static JsonNode Described(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (IsId(context.TypeInfo.Type))
            schema = Text(schema, IsNullable(context.PropertyInfo));
        else if (schema is JsonObject whole && whole["properties"] is JsonObject members)
            Complete(members, context.TypeInfo);
        string? text = context.PropertyInfo?.AttributeProvider is PropertyInfo member ? DocComments.Of(member)
            : context.Path.Length == 0 ? DocComments.Of(context.TypeInfo.Type) : null;
        if (text is null)
            return schema;
        // Anything goes: the exporter writes that as true.
        JsonObject described = schema as JsonObject ?? [];
        described["description"] = text;
        return described;
    }

    internal static bool IsId(Type type) =>
        type.BaseType is { IsGenericType: true } kind && kind.GetGenericTypeDefinition() == typeof(TypedId<>);

    private static bool IsNullable(JsonPropertyInfo? member) =>
        member is { IsGetNullable: true } or { AssociatedParameter.IsNullable: true };

    // An id with a default value does not come by above: the exporter makes its schema anew for the default, and does not show it.
    private static void Complete(JsonObject members, JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo member in type.Properties.Where(one => IsId(one.PropertyType)))
        {
            if (members[member.Name] is not JsonObject told || told.ContainsKey("type"))
                continue;
            JsonObject text = Text(told, IsNullable(member));
            if (member.AttributeProvider is PropertyInfo property && DocComments.Of(property) is { } words)
                text["description"] = words;
            members[member.Name] = text;
        }
    }

    // An id is a text; the exporter cannot look into its converter and says that anything goes.
    private static JsonObject Text(JsonNode schema, bool isNullable)
    {
        var text = new JsonObject { ["type"] = isNullable ? new JsonArray("string", "null") : "string" };
        if (schema is JsonObject told)
            foreach ((string key, JsonNode? member) in told)
                text[key] = member?.DeepClone();
        return text;
    }

    private static void Mend(JsonNode? node, string name, bool isClosed)
    {
        if (node is JsonObject schema)
        {
            if (!isClosed)
                schema.Remove("additionalProperties");
            // The exporter points into its own schema; here that is a component.
            if (schema["$ref"] is JsonValue reference && reference.GetValue<string>() is ['#', .. var path])
                schema["$ref"] = $"#/components/schemas/{name}{path}";
            foreach ((string key, JsonNode? member) in schema.ToList())
            {
                // Anything goes: the library knows that as an empty schema alone.
                if (key is not ("additionalProperties" or "default" or "enum" or "const") && member is JsonValue value
                    && value.TryGetValue(out bool any) && any)
                    schema[key] = new JsonObject();
                else
                    Mend(member, name, isClosed);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                Mend(item, name, isClosed);
        }
    }
}
