using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace DataSharing.Functions.OpenApi;

/// <summary>
/// JSON Schemas of bodies and answers, made from the types that the serializer reads and writes: a component for each object and each
/// enumeration, so that generators make one class of it.
/// </summary>
/// <remarks>
/// A body and an answer say different things of the same type. A body is closed (an unknown member is refused), needs what has no
/// default, and takes null where a member can be without a value. An answer is open (it may grow), always has what is never null, and
/// has null only where that is said of the member: one without a value is left out. Where a type is both, its answer is the component
/// <c>{name}View</c>.
/// </remarks>
internal sealed class SchemaCatalogue
{
    private const string Components = "#/components/schemas/";

    private readonly OpenApiDocument _document;
    private readonly HashSet<Type> _read, _written;
    private readonly Dictionary<string, Type> _known = new(StringComparer.Ordinal);

    public SchemaCatalogue(OpenApiDocument document, IEnumerable<Type> bodies, IEnumerable<Type> answers)
    {
        (_document, _read, _written) = (document, Reached(bodies), Reached(answers));
        foreach (Type type in _read)
            AddComponent(type, isBody: true);
        foreach (Type type in _written.Where(type => !IsShared(type)))
            AddComponent(type, isBody: false);
    }

    /// <summary>A reference to the type's schema.</summary>
    public IOpenApiSchema Reference(Type type, bool isBody) => new OpenApiSchemaReference(NameOf(type, isBody), _document);

    public OpenApiSchema Parse(JsonNode schema) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, _document, out _, "json")
        ?? throw new InvalidOperationException("the schema cannot be read");

    private void AddComponent(Type type, bool isBody)
    {
        string name = NameOf(type, isBody);
        if (!_known.TryAdd(name, type))
            throw new InvalidOperationException($"{type} and {_known[name]} would both be the schema {name}");
        _document.AddComponent(name, Parse(type.IsEnum ? Leaf(type) : Members(type, isBody)));
    }

    private JsonObject Members(Type type, bool isBody)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (JsonPropertyInfo member in MembersOf(type))
        {
            JsonObject schema = Schema(member.PropertyType, isBody);
            if (isBody)
                AddForm(schema, member);
            else if (BodyForms.Of<CodesAttribute>(member) is { } all)
                schema["enum"] = new JsonArray([.. all.Codes.Select(code => (JsonNode)code)]);
            bool canBeNull = isBody ? member.IsSetNullable : member.IsGetNullable;
            if (canBeNull && (isBody || IsWrittenAsNull(member)))
                schema = OrNull(schema);
            if ((member.AttributeProvider as PropertyInfo) is { } property && DocComments.Of(property) is { } text)
                schema["description"] = text;
            if (isBody && DefaultOf(member) is { } value)
                schema["default"] = value;
            properties[member.Name] = schema;
            if (isBody ? IsDemanded(member) : canBeNull ? IsWrittenAsNull(member) : IsAlwaysWritten(member))
                required.Add(member.Name);
        }

        var made = new JsonObject { ["type"] = "object" };
        if (DocComments.Of(type) is { } about)
            made["description"] = about;
        if (required.Count > 0)
            made["required"] = required;
        made["properties"] = properties;
        if (isBody)
            made["additionalProperties"] = false;
        return made;
    }

    private JsonObject Schema(Type type, bool isBody)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo info = JsonBody.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            _ when IsComponent(type, info) => new JsonObject { ["$ref"] = Components + NameOf(type, isBody) },
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Schema(info.ElementType!, isBody) },
            JsonTypeInfoKind.Dictionary => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Schema(info.ElementType!, isBody),
            },
            _ => Leaf(type),
        };
    }

    // What is enforced when a body is read.
    private static void AddForm(JsonObject schema, JsonPropertyInfo member)
    {
        JsonObject text = schema["items"] as JsonObject ?? schema["additionalProperties"] as JsonObject ?? schema;
        if (BodyForms.Of<TextFormAttribute>(member) is { } form)
        {
            if (form.Pattern is { } pattern)
                text["pattern"] = pattern;
            if (form.Longest is { } longest)
                text["maxLength"] = longest;
        }

        if (schema.ContainsKey("items"))
            schema["maxItems"] = BodyForms.Of<MostAttribute>(member)?.Items ?? MostAttribute.Usual;
        if (BodyForms.Of<RangeAttribute>(member) is { } range)
            (schema["minimum"], schema["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
    }

    // Text, numbers, truth values, times, enumerations; and what can be anything, which the exporter writes as true.
    private static JsonObject Leaf(Type type)
    {
        if (BodyForms.IsId(type))
            return new JsonObject { ["type"] = "string" };
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        JsonObject schema = JsonBody.Options.GetJsonSchemaAsNode(type, options) as JsonObject ?? [];
        if (!type.IsEnum)
            return schema;
        schema["type"] = "string";
        if (DocComments.OfCodes(type, value => JsonSerializer.SerializeToElement(value, type, JsonBody.Options).GetString()!) is { } about)
            schema["description"] = about;
        return schema;
    }

    private static JsonObject OrNull(JsonObject schema) => schema switch
    {
        _ when schema.ContainsKey("$ref") => new JsonObject
        {
            // Not "anyOf", of which NSwag makes a class that cannot be null: an enumeration then always has its first value.
            ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }),
        },
        _ when schema["type"] is JsonValue type && type.GetValue<string>() is var name => With(schema, new JsonArray(name, "null")),
        _ => schema,
    };

    private static JsonObject With(JsonObject schema, JsonArray types)
    {
        schema["type"] = types;
        return schema;
    }

    private static bool IsDemanded(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool IsAlwaysWritten(JsonPropertyInfo member) => Ignored(member) is null or JsonIgnoreCondition.Never;

    private static bool IsWrittenAsNull(JsonPropertyInfo member) => Ignored(member) is JsonIgnoreCondition.Never;

    private static JsonIgnoreCondition? Ignored(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute ignored]
            ? ignored.Condition
            : null;

    // Null as a default says nothing: it is what is left out.
    private static JsonNode? DefaultOf(JsonPropertyInfo member) =>
        member.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value }
            ? JsonSerializer.SerializeToNode(value, value.GetType(), JsonBody.Options)
            : null;

    private static IEnumerable<JsonPropertyInfo> MembersOf(Type type) =>
        JsonBody.Options.GetTypeInfo(type).Properties.Where(member => member.Get is not null || member.Set is not null);

    private static bool IsComponent(Type type, JsonTypeInfo info) => type.IsEnum || info.Kind == JsonTypeInfoKind.Object;

    private bool IsShared(Type type) => type.IsEnum && _read.Contains(type);

    private string NameOf(Type type, bool isBody) =>
        NameOf(type) + (!isBody && !type.IsEnum && _read.Contains(type) ? "View" : "");

    private static string NameOf(Type type) => type.IsGenericType
        ? string.Concat(type.GetGenericArguments().Select(NameOf)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
        : type.Name;

    private static HashSet<Type> Reached(IEnumerable<Type> roots)
    {
        var reached = new HashSet<Type>();
        var open = new Stack<Type>(roots);
        while (open.TryPop(out Type? next))
        {
            Type type = Nullable.GetUnderlyingType(next) ?? next;
            JsonTypeInfo info = JsonBody.Options.GetTypeInfo(type);
            if (info.ElementType is { } element)
                open.Push(element);
            if (!IsComponent(type, info) || !reached.Add(type))
                continue;
            foreach (JsonPropertyInfo member in MembersOf(type))
                open.Push(member.PropertyType);
        }

        return reached;
    }
}
