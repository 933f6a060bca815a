using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Tests.Retention;

namespace DataSharing.Functions.Tests.Sharing;

public sealed class ReviewQueueTests : IAsyncLifetime
{
    private RetentionFixture _f = null!;

    public Task InitializeAsync()
    {
        _f = RetentionFixture.Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _f.DisposeAsync();

    /// <summary>One reviewer has answered and takes the request out; meanwhile it was asked to be looked at again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remove_WhenItWasAskedAgainMeanwhile_LeavesItInTheList(bool again)
    {
        ReviewQueue queue = _f.Get<ReviewQueue>();
        var first = new ReconsiderationMark("s-1", new Approval(Some.Holder, "p1", _f.Now));
        RequestLife answered = _f.Request("asked", RequestState.Refused) with
        {
            Reconsideration = first with { Outcome = new ReviewMark(false, new Approval(Some.Holder, "p2", _f.Now), "e-1") },
        };
        await queue.AddAsync(answered);
        await _f.PutAsync(again ? answered with { Reconsideration = new ReconsiderationMark("s-2", first.By) } : answered);
        await queue.RemoveAsync(answered);
        Assert.Equal(
            again ? ["asked"] : Array.Empty<string>(), (await queue.ListAsync(Some.Holder, 10)).Select(item => item.RequestId.Value));
    }
}
