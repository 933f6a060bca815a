using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Tests.Policy;

/// <summary>Holds the rows of the catalogue against its own table of counts, group by group.</summary>
public sealed class PortionPresetTests
{
    /// <summary>The catalogue's table "Portion presets": purpose, then groups with their number of fields.</summary>
    public static TheoryData<string, string> Counts => new()
    {
        { "COORD", "identity 5, age 1, language 4, interpreter 4, access 4, preference 2, contact 8, shelter 1, family 1, dependants 1, "
            + "guardian 1, risk 3, health 2, detention 1, justice 2, lawyer 2, plan 2, assessment 4, services 2, consent 2, request 2, "
            + "organisation 3" },
        { "NRMID", "identity 12, age 5, language 4, interpreter 4, access 3, preference 2, accompanying 1, contact 10, shelter 1, "
            + "accommodation 2, document 4, family 2, guardian 2, child 4, viewpoint 1, risk 6, finance 1, employment 3, nrm 8, "
            + "immigration 1, lawyer 1, exploitation 11, plan 2, assessment 2, consent 2, request 2, organisation 3" },
        { "CHPRO", "identity 7, age 7, language 4, interpreter 4, access 3, preference 2, accompanying 1, contact 7, shelter 1, "
            + "accommodation 1, document 1, family 4, dependants 7, guardian 5, child 13, viewpoint 1, risk 7, health 1, education 1, "
            + "nrm 2, exploitation 1, history 7, plan 3, assessment 1, consent 2, request 2, organisation 3" },
        { "HOUSE", "identity 7, age 2, language 4, interpreter 4, access 3, preference 2, contact 7, accommodation 4, family 1, "
            + "dependants 2, guardian 2, child 2, risk 8, health 4, finance 1, inclusion 2, nrm 2, plan 2, assessment 1, consent 2, "
            + "request 2, organisation 3" },
        { "PHYS", "identity 7, age 1, language 4, interpreter 4, access 4, preference 2, contact 10, shelter 1, accommodation 1, "
            + "dependants 3, guardian 3, child 2, risk 4, health 16, detention 1, history 1, plan 2, assessment 1, consent 2, request 2, "
            + "organisation 3" },
        { "SEXH", "identity 7, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, child 1, risk 2, health "
            + "7, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "MENT", "identity 6, age 1, language 4, interpreter 4, access 4, preference 2, contact 7, guardian 1, risk 3, health 9, "
            + "exploitation 3, history 3, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "CAPA", "identity 6, age 1, language 4, interpreter 4, access 4, preference 2, contact 7, guardian 1, child 1, risk 1, health "
            + "3, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "LEGAL", "identity 15, age 7, language 4, interpreter 4, access 3, preference 2, contact 10, shelter 2, accommodation 2, "
            + "document 8, family 4, dependants 2, guardian 4, child 4, viewpoint 1, risk 6, health 1, finance 3, employment 5, nrm 8, "
            + "immigration 5, detention 3, justice 12, civil 2, lawyer 2, exploitation 10, history 9, plan 2, assessment 2, return 2, "
            + "consent 2, request 2, organisation 3" },
        { "PERM", "identity 9, age 3, language 4, interpreter 4, access 3, preference 2, contact 10, document 3, guardian 1, risk 1, "
            + "employment 1, nrm 3, immigration 2, justice 1, lawyer 1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "ASYL", "identity 10, age 2, language 4, interpreter 4, access 3, preference 2, contact 7, document 1, guardian 1, health 1, "
            + "nrm 1, immigration 3, detention 1, lawyer 1, exploitation 2, history 4, plan 2, assessment 1, consent 2, request 2, "
            + "organisation 3" },
        { "EVID", "identity 5, age 2, language 4, interpreter 4, access 3, preference 2, contact 7, shelter 2, document 1, family 3, "
            + "guardian 2, child 1, risk 1, health 4, finance 1, employment 1, nrm 1, justice 10, lawyer 1, exploitation 15, plan 2, "
            + "assessment 1, intelligence 1, consent 2, request 2, organisation 3" },
        { "INTEL", "identity 1, age 1, intelligence 2, consent 2, request 2, organisation 3" },
        { "FILM", "identity 1, age 1, justice 1, consent 2, request 2, organisation 3" },
        { "MEDL", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, health 6, exploitation "
            + "1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "COMP", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, health 1, finance 2, "
            + "employment 1, justice 3, civil 1, lawyer 1, exploitation 1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "WAGE", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, finance 1, employment 4, "
            + "exploitation 4, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "SUBS", "identity 6, age 1, language 4, interpreter 4, access 3, preference 2, contact 10, accommodation 2, family 1, "
            + "dependants 1, guardian 1, risk 2, finance 4, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "EDUC", "identity 6, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, shelter 1, dependants 2, guardian 3, "
            + "child 4, education 4, employment 1, inclusion 1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "WORK", "identity 6, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, education 2, employment "
            + "2, immigration 1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "INCL", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, risk 1, inclusion 4, "
            + "plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "RETN", "identity 7, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, document 1, family 1, dependants 1, "
            + "guardian 1, child 1, viewpoint 1, risk 1, plan 2, assessment 1, return 5, consent 2, request 2, organisation 3" },
        { "DOCS", "identity 11, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, document 4, guardian 1, plan 2, "
            + "assessment 1, return 1, consent 2, request 2, organisation 3" },
        { "MONI", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, guardian 1, plan 2, assessment 1, "
            + "return 2, consent 2, request 2, organisation 3" },
        { "FAMI", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, contact 7, document 1, family 5, dependants 2, "
            + "guardian 1, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "SAFE", "identity 5, age 1, language 4, interpreter 4, access 3, preference 2, accompanying 3, contact 12, accommodation 2, "
            + "family 6, guardian 3, child 4, risk 17, finance 1, detention 1, justice 2, exploitation 3, history 1, plan 3, assessment "
            + "1, consent 2, request 2, organisation 3" },
        { "MISS", "identity 13, age 1, language 4, interpreter 4, access 3, preference 2, accompanying 2, contact 12, accommodation 1, "
            + "dependants 1, guardian 1, child 2, risk 2, plan 2, assessment 1, consent 2, request 2, organisation 3" },
        { "INTP", "identity 3, age 1, language 3, interpreter 2, consent 2, request 2, organisation 3" },
        { "STAT", "nrm 1, statistic 4" },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void FieldsOf_WhenPortion_HasTheCountsOfTheCatalogue(string purpose, string expected)
    {
        PolicySet policy = PolicyFiles.Product.Value;
        Tier tier = purpose == PurposeCodes.Stat ? Tier.Stat : Tier.Portion;

        var grants = policy.FieldsOf(purpose, tier).Values.Where(g => !g.OnRequest).Select(g => g.Field.Path).ToHashSet();

        IEnumerable<string> actual = policy.Fields.Keys
            .Where(grants.Contains)
            .GroupBy(path => policy.Fields[path].Group)
            .Select(group => $"{group.Key} {group.Count()}");
        Assert.Equal(expected.Split(", ").Order(), actual.Order());
    }
}
