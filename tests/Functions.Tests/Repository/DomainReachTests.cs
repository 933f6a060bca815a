using System.Reflection;
using DataSharing.Domain.Policy;

namespace DataSharing.Functions.Tests.Repository;

/// <summary>Every public member of Domain is reached from the app: what only tests call is a promise that nobody keeps.</summary>
public sealed class DomainReachTests
{
    private static readonly Assembly Domain = typeof(PolicySet).Assembly;
    private static readonly Assembly[] App = [typeof(Services).Assembly, typeof(Embedded.Hosting.EmbeddedHost).Assembly];

    /// <summary>Reached otherwise than by a call that instructions show, or kept for readers of the policy.</summary>
    private static readonly HashSet<string> ByOtherMeans = new(StringComparer.Ordinal)
    {
        "LogForm.Meaning", "LogValue.What", "LogGrammar.Unused", // docs/access-log.md is written from them
        "Jwe.Compact", // README: what a foreign reader opens; the package is served in this form by OpenCollection's parts
    };

    // Words for whoever reads the policy; checked when it is loaded, and no rule's business.
    private static readonly HashSet<string> ForReaders = new(StringComparer.Ordinal)
    {
        "Title", "Name", "Meaning", "Roles", "Group", "NeverText", "Vetting", "Sources", "Source", "Note", "What", "Rows", "Because",
        "Highest", "Rule", "Marks", "ReferToOriginator",
    };

    [Fact]
    public void Domain_WhenAMemberIsPublic_IsReachedFromTheApp()
    {
        HashSet<(Module, int)> reached = Reached();

        IEnumerable<string> unreached = Domain.GetExportedTypes()
            // What an exception carries is for whoever looks at it.
            .Where(type => !typeof(Delegate).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type) && !type.IsEnum)
            .SelectMany(type => Members(type).Where(member => !IsReached(member, reached)).Select(member => $"{type.Name}.{member.Name}"))
            .Where(name => !ByOtherMeans.Contains(name));

        string[] names = [.. unreached.Order(StringComparer.Ordinal)];
        Assert.True(names.Length == 0, "nobody calls " + string.Join(", ", names));
    }

    private static IEnumerable<MemberInfo> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (PropertyInfo property in type.GetProperties(Own))
            if (property.Name != "EqualityContract"
                && !(type.Namespace!.EndsWith(".Policy", StringComparison.Ordinal) && ForReaders.Contains(property.Name)))
                yield return property;
        foreach (MethodInfo method in type.GetMethods(Own))
            if (!method.IsSpecialName && method.GetBaseDefinition() == method
                && method.Name is not ("Equals" or "Deconstruct" or "<Clone>$") && !method.IsFinal)
                yield return method;
    }

    private static bool IsReached(MemberInfo member, HashSet<(Module, int)> reached) => member switch
    {
        PropertyInfo property => property.GetAccessors().Any(accessor => reached.Contains(Calls.Key(accessor))),
        _ => reached.Contains(Calls.Key(member)),
    };

    // From everything that the app holds, along what the instructions name.
    private static HashSet<(Module, int)> Reached()
    {
        var reached = new HashSet<(Module, int)>();
        var open = new Queue<MethodBase>(App.SelectMany(Calls.MethodsOf));
        while (open.TryDequeue(out MethodBase? method))
            foreach (MemberInfo named in Calls.From(method))
                Take(named);
        return reached;

        void Take(MemberInfo member)
        {
            if (member.Module.Assembly != Domain || !reached.Add(Calls.Key(member)))
                return;
            if (member is MethodBase called)
                open.Enqueue(called);
            // Whatever is made or asked of a type may run what the type itself holds: its static start, its overrides, its lambdas.
            Type type = member as Type ?? member.DeclaringType!;
            if (reached.Add((type.Module, type.MetadataToken)) || member is Type)
                foreach (MethodBase own in Calls.Of(type))
                    if (own is ConstructorInfo || own is MethodInfo { IsVirtual: true }
                        || type.Name.Contains('<', StringComparison.Ordinal))
                        if (reached.Add(Calls.Key(own)))
                            open.Enqueue(own);
        }
    }
}
