@event(name="get_current_prompt", description="Return the current prompt")
async def get_current_prompt(self):
    await self.send(CurrentPrompt(prompt=self.prompt))
