// npm @vercel/cosmosdb-server on a free port of this machine: prints the port, ends with its standard input.
import server from "@vercel/cosmosdb-server";

const listening = server.createHttpServer().listen(0, "127.0.0.1", () => console.log(listening.address().port));
process.stdin.resume().on("end", () => process.exit(0));
